package io.nullscope.artifacts;

/**
 * What a listing tells about an object.
 *
 * @param key full key
 * @param bytes size of the object
 */
public record ObjectStat(String key, long bytes) {}
