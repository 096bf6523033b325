package dev.gatehouse.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Processor time so far: of this program, its client included, and of the database's backends where they run here. */
record ProcessorTime(double programMillis, double databaseMillis) {

    private static final double MILLIS_PER_TICK = 10;
    private static final int USER_TICKS = 11;

    static ProcessorTime now(JdbcClient jdbc) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double database = jdbc
                .sql("select pid from pg_stat_activity where datname = current_database()")
                .query(Integer.class)
                .list()
                .stream()
                .mapToDouble(ProcessorTime::ofProcess)
                .sum();
        return new ProcessorTime(system.getProcessCpuTime() / 1e6, database);
    }

    /** The two counts behind the name in /proc/pid/stat, as Linux has them; zero elsewhere. */
    private static double ofProcess(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) * MILLIS_PER_TICK;
        } catch (IOException e) {
            return 0;
        }
    }

    ProcessorTime since(ProcessorTime before) {
        return new ProcessorTime(programMillis - before.programMillis, databaseMillis - before.databaseMillis);
    }
}
