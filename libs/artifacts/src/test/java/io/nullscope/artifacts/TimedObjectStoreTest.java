package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class TimedObjectStoreTest extends ObjectStoreContract {

  private final ObjectStore timed =
      new TimedObjectStore(new InMemoryObjectStore(), new StoreTraffic());

  @Override
  ObjectStore store() {
    return timed;
  }

  @Test
  void countsBytesInBothDirections() throws IOException {
    StoreTraffic traffic = new StoreTraffic();
    ObjectStore store = new TimedObjectStore(new InMemoryObjectStore(), traffic);
    store.put("a", new byte[10]);
    store.put("b", new ByteArrayInputStream(new byte[7]), 7);
    StoreTraffic.Snapshot written = traffic.snapshot();
    assertThat(written.bytes()).isEqualTo(17);
    assertThat(written.nanoseconds()).isPositive();
    try (InputStream in = store.getRange("a", 2, 5)) {
      assertThat(in.readAllBytes()).hasSize(5);
    }
    assertThat(traffic.snapshot().since(written).bytes()).isEqualTo(5);
  }
}
