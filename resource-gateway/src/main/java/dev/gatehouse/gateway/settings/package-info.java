/**
 * Configuration under {@code gatehouse.*}, parsed once into {@link dev.gatehouse.gateway.settings.GatewaySettings}.
 *
 * <p>Everything that is missing or unsafe is named in one list, and the gateway does not start. Any package may read the
 * settings; nothing here knows of another package.
 */
@NullMarked
package dev.gatehouse.gateway.settings;

import org.jspecify.annotations.NullMarked;
