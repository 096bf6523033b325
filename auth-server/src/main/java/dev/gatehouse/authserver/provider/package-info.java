/**
 * What is known about external identity providers beyond what an account says of them: what each product needs and cannot do
 * ({@link dev.gatehouse.authserver.provider.Presets}), what an issuer publishes about itself
 * ({@link dev.gatehouse.authserver.provider.Discovery}; RFC 8414, OpenID Connect Discovery), and whether it works
 * ({@link dev.gatehouse.authserver.provider.ProviderDoctor}).
 */
@NullMarked
package dev.gatehouse.authserver.provider;

import org.jspecify.annotations.NullMarked;
