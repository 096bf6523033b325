package dev.gatehouse.gateway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.GatewayApplication;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ParentWatchTests {

    @Test
    void parentEndsThenGatewayEnds(@TempDir Path directory) throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        ProcessBuilder gateway = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName(),
                "--spring.profiles.active=demo",
                "--gatehouse.gateway-port=0");
        gateway.environment().put("GATEHOUSE_GATEWAY_SECRET", "secret");
        gateway.environment().put("GATEHOUSE_PARENT_PID", Long.toString(parent.pid()));
        File output = directory.resolve("output").toFile();
        Process child = gateway.redirectErrorStream(true).redirectOutput(output).start();
        try {
            assertThat(child.waitFor(1, TimeUnit.SECONDS)).isFalse();

            parent.destroyForcibly();

            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly();
            parent.destroyForcibly();
        }
    }
}
