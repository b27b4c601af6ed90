/**
 * The Quarkus side that all five services share: facts on Kafka (topics, keys, headers, conversion
 * of ids between wire and domain), running a step of a study and reporting its failure, the
 * registry of study ids, and the artifact store from configuration.
 */
package io.nullscope.service;
