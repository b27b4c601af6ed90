package io.nullscope.benchmarks.verdicts;

import io.nullscope.artifacts.ObjectNotFoundException;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder in which the local stack's object store keeps a bucket, for reading only. */
final class ObjectFolder implements ObjectStore {

  private final Path folder;

  ObjectFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          folder + " is not there; --home is the NULLSCOPE_HOME of the stack that ran the study");
    }
    this.folder = folder;
  }

  @Override
  public InputStream get(String key) {
    try {
      return Files.newInputStream(folder.resolve(key));
    } catch (NoSuchFileException e) {
      throw new ObjectNotFoundException(key, e);
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(key).toFile(), "r")) {
      file.seek(offset);
      byte[] bytes = new byte[Math.toIntExact(Math.min(length, file.length() - offset))];
      file.readFully(bytes);
      return new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    Path file = folder.resolve(key);
    try {
      return Files.exists(file)
          ? Optional.of(new ObjectStat(key, Files.size(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  private static ObjectStoreException failed(String key, IOException e) {
    return new ObjectStoreException("Reading " + key + " failed: " + e.getMessage(), false, e);
  }

  @Override
  public Stream<ObjectStat> list(String prefix) {
    throw readOnly();
  }

  @Override
  public void put(String key, byte[] bytes) {
    throw readOnly();
  }

  @Override
  public void put(String key, InputStream content, long size) {
    throw readOnly();
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    throw readOnly();
  }

  @Override
  public void delete(String key) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("objects of a finished study are only read, by key");
  }
}
