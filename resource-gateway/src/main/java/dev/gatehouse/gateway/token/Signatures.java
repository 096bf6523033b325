package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies signatures: by the Amazon Corretto Crypto Provider where its native library is on the class path and loads, by
 * the JDK's own providers everywhere else, and wherever the former cannot do what is asked. Nothing but signatures of
 * tokens is given to it.
 */
final class Signatures {

    private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
    private static final String NATIVE = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** {@code jdk}: the JDK's own, for measurements. */
    private static final String CHOICE = "gatehouse.crypto";

    private static final Signatures OF_THIS_MACHINE =
            new Signatures("jdk".equals(System.getProperty(CHOICE)) ? null : load(NATIVE));

    private final @Nullable Provider provider;

    /** A verifier checks its key anew when it is made; keys are few, and compared by identity they cost nothing to find. */
    private final LoadingCache<JWK, JWSVerifier> verifiers;

    Signatures(@Nullable Provider provider) {
        this.provider = provider;
        this.verifiers = Caffeine.newBuilder().weakKeys().maximumSize(1_000).build(key -> verifier(key, provider));
    }

    static Signatures ofThisMachine() {
        return OF_THIS_MACHINE;
    }

    /** The provider of this name when it is there and works; null otherwise. */
    static @Nullable Provider load(String className) {
        try {
            Class<?> type = Class.forName(className);
            Provider found = (Provider) type.getField("INSTANCE").get(null);
            Object problem = type.getMethod("getLoadingError").invoke(found);
            if (problem != null) {
                LOG.info("signatures are verified by the JDK: the native provider does not load here");
                return null;
            }
            return found;
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.debug("signatures are verified by the JDK: no native provider", e);
            return null;
        }
    }

    /** Whether the signature is one by this key, whose algorithm the token names. */
    boolean holds(SignedJWT jwt, JWK key) throws JOSEException {
        if (provider != null) {
            try {
                return jwt.verify(verifiers.get(key));
            } catch (JOSEException | RuntimeException e) {
                LOG.debug("the native provider cannot do {}", jwt.getHeader().getAlgorithm(), e);
            }
        }
        return jwt.verify(verifier(key, null));
    }

    private static JWSVerifier verifier(JWK key, @Nullable Provider provider) throws JOSEException {
        if (key instanceof ECKey ec) {
            ECDSAVerifier verifier =
                    provider == null ? new ECDSAVerifier(ec) : new ECDSAVerifier(ec.toECPublicKey(provider));
            return with(verifier, provider);
        }
        if (key instanceof RSAKey rsa) {
            return with(new RSASSAVerifier(rsa), provider);
        }
        throw new JOSEException("not a key for signatures");
    }

    private static JWSVerifier with(JWSVerifier verifier, @Nullable Provider provider) {
        if (provider != null) {
            verifier.getJCAContext().setProvider(provider);
        }
        return verifier;
    }
}
