/**
 * The read model on a relational database (PostgreSQL, or H2 in PostgreSQL mode) and artifacts in
 * the object store.
 */
package io.nullscope.metrics.adapter.store;
