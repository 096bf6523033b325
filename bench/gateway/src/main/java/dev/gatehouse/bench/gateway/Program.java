package dev.gatehouse.bench.gateway;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is measured, or that others are measured with: started, watched through /proc, ended. */
final class Program implements AutoCloseable {

    private static final long TICKS_A_SECOND = ticksASecond();

    private final String name;
    private final Process process;
    private final int port;

    private Program(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it accepts connections. */
    static Program start(String name, Path directory, int port, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        File log = directory.resolve(name.replace(' ', '-') + ".log").toFile();
        builder.redirectErrorStream(true).redirectOutput(log).directory(directory.toFile());
        builder.environment().putAll(new HashMap<>(environment));
        Program program = new Program(name, builder.start(), port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!program.accepts()) {
            if (!program.process.isAlive() || System.nanoTime() > end) {
                program.close();
                throw new IOException(name + " does not start, see " + log);
            }
            Thread.sleep(50);
        }
        return program;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** User and system time of the program with its workers, in milliseconds. */
    long cpuMillis() throws IOException {
        long ticks = 0;
        for (long pid : pids()) {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * 1000 / TICKS_A_SECOND;
    }

    /** Resident memory of the program with its workers, in KiB. */
    long residentKib() throws IOException {
        long kib = 0;
        for (long pid : pids()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    kib += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kib;
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        try (Stream<ProcessHandle> children = process.children()) {
            children.forEach(child -> pids.add(child.pid()));
        }
        return pids;
    }

    /** Bytes on the heap after a full collection; the JVM's own count. */
    long liveHeap(Path javaHome) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        javaHome.resolve("bin/jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String last = "";
        for (String line : new String(jcmd.getInputStream().readAllBytes()).split("\n")) {
            if (line.startsWith("Total")) {
                last = line;
            }
        }
        jcmd.waitFor();
        String[] words = last.trim().split(" +");
        return words.length < 3 ? -1 : Long.parseLong(words[2]);
    }

    private static long ticksASecond() {
        try {
            Process getconf = new ProcessBuilder("getconf", "CLK_TCK")
                    .redirectErrorStream(true)
                    .start();
            return Long.parseLong(new String(getconf.getInputStream().readAllBytes()).strip());
        } catch (IOException | NumberFormatException e) {
            return 100;
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(6, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
