/** Files of models from the Hugging Face Hub, kept in a cache on disk by commit. */
package io.nullscope.hub;
