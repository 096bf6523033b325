package dev.gatehouse.bench.gateway;
import java.io.PrintStream; import java.nio.file.Path; import java.util.List;
final class StreamRounds { StreamRounds(Path d, Stand s, StreamUpstream u, GatewayBench.Plan p, PrintStream o) {} void run(List<Target> t) {} }
