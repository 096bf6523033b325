package dev.gatehouse.policy.scope;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code scope} parameter of an authorization request (RFC 6749 section 3.3).
 *
 * <p>Unknown scopes, {@code openid} included, are dropped. {@code offline_access} is remembered so that the answer can
 * echo it, and gives nothing. A request that names no known scope asks for all of them. What was asked is kept word for
 * word, because deployed clients repeat it on refresh.
 *
 * @param tokens what was asked, without duplicates, in the order of asking
 */
public record ScopeRequest(Set<String> tokens) {

    /** Asks for a refresh token in other servers; echoed here, never required. */
    public static final String OFFLINE_ACCESS = "offline_access";

    private static final int MAX_LENGTH = 1000;
    private static final Pattern SYNTAX = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E ]*");

    /** Copies. */
    public ScopeRequest {
        tokens = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(tokens));
    }

    /**
     * Parses the parameter.
     *
     * @return empty when the text is not a scope list or longer than 1000 characters
     */
    public static Optional<ScopeRequest> parse(@Nullable String parameter) {
        String text = parameter == null ? "" : parameter;
        if (text.length() > MAX_LENGTH || !SYNTAX.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new ScopeRequest(Arrays.stream(text.split(" "))
                .filter(token -> !token.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new))));
    }

    /** The scopes asked for; all of them when none was named. */
    public Scopes scopes() {
        Scopes named = Scopes.ofTokens(tokens);
        return named.isEmpty() ? Scopes.ALL : named;
    }

    /** Whether {@code offline_access} was asked. */
    public boolean offlineAccess() {
        return tokens.contains(OFFLINE_ACCESS);
    }

    /** Whether a later refresh that asks for {@code token} stays within this request. */
    public boolean asked(String token) {
        return tokens.contains(token)
                || OFFLINE_ACCESS.equals(token)
                || Scope.of(token).map(scope -> scopes().contains(scope)).orElse(false);
    }

    /** The scope value of an answer: what was granted, and {@code offline_access} when it was asked. */
    public String answer(Scopes granted) {
        return offlineAccess() ? granted + " " + OFFLINE_ACCESS : granted.toString();
    }

    /** The parameter again, word for word but for duplicates. */
    @Override
    public String toString() {
        return String.join(" ", tokens);
    }
}
