#!/usr/bin/env bash
# Runs one Nullscope benchmark: JMH classes by pattern, or a program of io.nullscope.benchmarks by name.
#   benchmarks/run.sh jmh [PATTERN] [JMH OPTIONS…]
#   benchmarks/run.sh CLASS [ARGUMENTS…]          e.g. extraction.ExtractionThroughput
# Threads of the tensor engine: OMP_NUM_THREADS (default: all cores).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=$root/benchmarks/target
if [ ! -f "$target/classpath.txt" ] || [ -n "$(find "$root"/pom.xml "$root"/*/src/main "$root"/libs/*/src/main -newer "$target/classpath.txt" -print -quit)" ]; then
  echo "Building the benchmarks ..." >&2
  (cd "$root" && ./mvnw -q -B -DskipTests -pl benchmarks -am package) >&2
fi
# A core that waits for another by spinning takes time from it.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(nproc)}
classpath=$target/classes:$(cat "$target/classpath.txt")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
program=${1:?which benchmark? see the head of this file}
shift
if [ "$program" = jmh ]; then
  exec "$java" -cp "$classpath" org.openjdk.jmh.Main "$@"
fi
exec "$java" ${NULLSCOPE_BENCHMARK_JVM:-} -cp "$classpath" "io.nullscope.benchmarks.$program" "$@"
