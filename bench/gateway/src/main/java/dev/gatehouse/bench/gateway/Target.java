package dev.gatehouse.bench.gateway;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * One way to the upstream.
 *
 * @param name in the tables
 * @param program whose processor time counts
 * @param port where it listens
 * @param token makes a token that it accepts
 * @param javaHome of the JVM that runs it; null for what is no Java
 */
record Target(String name, Program program, int port, Supplier<String> token, Path javaHome) {}
