package dev.gatehouse.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the sample server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleServerApplication {

    public static void main(String[] arguments) {
        try {
            SpringApplication.run(SampleServerApplication.class, arguments);
        } catch (RuntimeException reported) {
            // reported already; the MCP SDK's threads would keep a server that failed to start alive
            System.exit(1);
        }
    }
}
