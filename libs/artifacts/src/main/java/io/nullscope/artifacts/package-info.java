/**
 * The object store and everything that is laid out in it: content-addressed blobs, artifacts with
 * their manifests, checkpoints and study control marks.
 *
 * <pre>
 * blobs/sha256/AA/DIGEST              one blob, named by the SHA-256 of its bytes (AA = the first two digits)
 * artifacts/KIND/ID/manifest.json     the commit marker of an artifact: written last, conditionally, never changed
 * checkpoints/ID/NAME                 unfinished work on artifact ID: replaced freely, deleted after the commit
 * </pre>
 *
 * <p>An artifact's id is the SHA-256 of its canonical request, so the same request always finds the
 * same manifest, and a step whose manifest exists has nothing left to do. Every byte that is read
 * back is compared with a digest that the manifest lists.
 */
package io.nullscope.artifacts;
