package dev.gatehouse.policy.scope;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An immutable set of {@link Scope}s. The hierarchy is part of the value: a set that holds {@link Scope#WRITE} always
 * holds {@link Scope#READ}.
 *
 * @param values the scopes, already expanded
 */
public record Scopes(Set<Scope> values) {

    /** No scope at all. */
    public static final Scopes NONE = new Scopes(Set.of());

    /** Every scope. */
    public static final Scopes ALL = new Scopes(EnumSet.allOf(Scope.class));

    /** Copies and expands: write implies read. */
    public Scopes {
        EnumSet<Scope> expanded = EnumSet.noneOf(Scope.class);
        expanded.addAll(values);
        if (expanded.contains(Scope.WRITE)) {
            expanded.add(Scope.READ);
        }
        values = Set.copyOf(expanded);
    }

    /** The set of these scopes. */
    public static Scopes of(Scope... scopes) {
        return new Scopes(Set.of(scopes));
    }

    /** The known scopes among these tokens; unknown ones are dropped. */
    public static Scopes ofTokens(Collection<String> tokens) {
        EnumSet<Scope> known = EnumSet.noneOf(Scope.class);
        for (String token : tokens) {
            Scope.of(token).ifPresent(known::add);
        }
        return new Scopes(known);
    }

    /** The known scopes in a space-delimited list; unknown ones are dropped. */
    public static Scopes parse(String text) {
        return ofTokens(Arrays.asList(text.split(" ", -1)));
    }

    /** What both sets hold. */
    public Scopes intersect(Scopes other) {
        return new Scopes(values.stream().filter(other.values::contains).collect(Collectors.toSet()));
    }

    /** Whether this set covers {@code scope}. */
    public boolean contains(Scope scope) {
        return values.contains(scope);
    }

    /** Whether there is no scope in it. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The space-delimited list of RFC 6749 section 3.3, in a fixed order. */
    @Override
    public String toString() {
        return values.stream().sorted().map(Scope::value).collect(Collectors.joining(" "));
    }
}
