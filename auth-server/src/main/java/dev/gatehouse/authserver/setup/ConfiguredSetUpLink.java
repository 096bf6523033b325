package dev.gatehouse.authserver.setup;

import dev.gatehouse.authserver.settings.GatehouseProperties;
import dev.gatehouse.policy.permission.LicenseKind;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** At the start of each node: takes in the set-up link whose digest {@code ./gatehouse init} has put into the configuration. */
@Component
final class ConfiguredSetUpLink implements ApplicationRunner {

    private final SetUpLinks links;
    private final GatehouseProperties properties;

    ConfiguredSetUpLink(SetUpLinks links, GatehouseProperties properties) {
        this.links = links;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments args) {
        if (!properties.setupDigest().isBlank()) {
            links.offer(properties.setupDigest(), LicenseKind.LICENSED);
        }
    }
}
