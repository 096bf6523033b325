package dev.gatehouse.e2e.harness;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Every secret that was seen in this run; none may turn up where it does not belong. */
public final class Canaries {

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private Canaries() {}

    /** Remembers a secret. */
    public static String note(String secret) {
        if (secret.length() > 10) {
            SEEN.add(secret);
            int signature = secret.lastIndexOf('.');
            if (secret.length() - signature > 40) {
                SEEN.add(secret.substring(signature + 1));
            }
        }
        return secret;
    }

    /** All of them. */
    public static Set<String> all() {
        return new TreeSet<>(SEEN);
    }
}
