/** Kafka side of the service: StudyRequested in, VariantMaterialized out. */
package io.nullscope.variant.adapter.kafka;
