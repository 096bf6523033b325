package dev.gatehouse.bench.gateway;
final class StreamUpstream implements AutoCloseable { int port() { return 1; } public void close() {} }
