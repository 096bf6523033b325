package dev.gatehouse.gateway.testing;

import dev.gatehouse.gateway.settings.GatewaySettings.Limits;
import dev.gatehouse.gateway.settings.GatewaySettings.Rate;

/** Limits for tests that build parts of the program themselves. */
public final class TestLimits {

    /** As many as by default, and no more than that. */
    public static final Limits DEFAULT = new Limits(
            true,
            new Rate(200, 2_000),
            new Rate(1_000, 10_000),
            new Rate(20, 200),
            12_000,
            6_000,
            20_000,
            8_000,
            30_000);

    private TestLimits() {}
}
