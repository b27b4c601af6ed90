package io.nullscope.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetResultFileResponse;
import io.nullscope.v1.ResultsServiceGrpc;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of a study. They appear in a directory whole or not at all: each is written beside its
 * place and renamed when all are there, {@code results.json} last.
 */
public final class ResultFiles {
  /** In the order in which they appear. */
  public static final List<String> NAMES =
      List.of(
          "study.lock.yaml",
          "cells.csv",
          "latents.csv",
          "verdicts.csv",
          "report.html",
          "results.json");

  /** Results of earlier versions do not have them. */
  private static final Set<String> LATER = Set.of("verdicts.csv");

  private final String server;
  private final ManagedChannel channel;
  private final Patience patience;
  private final String studyId;

  ResultFiles(String server, ManagedChannel channel, Patience patience, String studyId) {
    this.server = server;
    this.channel = channel;
    this.patience = patience;
    this.studyId = studyId;
  }

  /**
   * Writes all files to a directory, which is made when it is missing. A file that results of
   * earlier versions do not have may be missing; one of that name is then removed from the
   * directory, because it belongs to other results.
   *
   * @return the files that there are, in the order of {@link #NAMES}
   * @throws ServerException when the server is away, or does not have a file
   * @throws UnwritableResultsException when the directory cannot be written
   */
  public List<Path> writeTo(Path directory) throws InterruptedException {
    try {
      return write(directory);
    } catch (IOException e) {
      throw new UnwritableResultsException(directory, studyId, e);
    }
  }

  private List<Path> write(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Map<Path, Path> parts = new LinkedHashMap<>();
    try {
      for (String name : NAMES) {
        Path part = directory.resolve("." + name + ".part");
        parts.put(part, directory.resolve(name));
        if (!download(name, part)) {
          parts.remove(part);
        }
      }
      for (Map.Entry<Path, Path> part : parts.entrySet()) {
        Files.move(
            part.getKey(),
            part.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      for (String name : NAMES) {
        if (!parts.containsValue(directory.resolve(name))) {
          Files.deleteIfExists(directory.resolve(name));
        }
      }
      return new ArrayList<>(parts.values());
    } finally {
      for (Path part : parts.keySet()) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** False when results of earlier versions have no such file, and these do not. */
  private boolean download(String name, Path part) throws IOException, InterruptedException {
    GetResultFileRequest request =
        GetResultFileRequest.newBuilder().setStudyId(studyId).setName(name).build();
    try {
      patience.call(
          channel,
          server,
          () -> {
            Iterator<GetResultFileResponse> chunks =
                ResultsServiceGrpc.newBlockingStub(channel).getResultFile(request);
            copy(chunks, part);
            return part;
          });
      return true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND && LATER.contains(name)) {
        Files.deleteIfExists(part);
        return false;
      }
      throw new ServerException(
          "%s does not have %s of %s: %s"
              .formatted(server, name, studyId, StudyClient.describe(e.getStatus())),
          e);
    }
  }

  private static void copy(Iterator<GetResultFileResponse> chunks, Path part) {
    try (OutputStream out = Files.newOutputStream(part)) {
      while (chunks.hasNext()) {
        chunks.next().getChunk().writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
