package dev.gatehouse.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the sample server is told from outside.
 *
 * @param samplePort the port on both loopback addresses
 * @param issuer the authorization server whose tokens {@code /direct/mcp} accepts
 * @param directCredentialsFile the file with the introspection credentials of server {@code direct}; it may appear
 *     after the start
 */
@ConfigurationProperties("gatehouse")
public record SampleServerProperties(
        @DefaultValue("8090") int samplePort,
        @DefaultValue("http://localhost:9000") String issuer,
        String directCredentialsFile) {}
