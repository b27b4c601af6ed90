/** Facts from and to the broker. */
package io.nullscope.metrics.adapter.kafka;
