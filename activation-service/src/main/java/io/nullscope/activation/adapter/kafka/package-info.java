/** Kafka side of the service: VariantMaterialized in, ActivationsExtracted out. */
package io.nullscope.activation.adapter.kafka;
