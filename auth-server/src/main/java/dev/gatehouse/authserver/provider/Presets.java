package dev.gatehouse.authserver.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What to enter for each product, what to set up there, and what it cannot do: a file of words, no rules. */
@Component
public final class Presets {

    private static final String FILE = "/identity-providers/presets.json";

    private final List<Words> all;

    Presets() throws IOException {
        try (InputStream file = Presets.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IOException(FILE + " is missing");
            }
            all = List.of(JsonMapper.builder().build().readValue(file, Words[].class));
        }
        if (!all.stream().map(Words::preset).toList().equals(Arrays.asList(Preset.values()))) {
            throw new IllegalStateException(FILE + " must name each preset once, in order");
        }
    }

    /** All of them. */
    public List<Words> all() {
        return all;
    }

    /** What a product cannot do; nothing where it is not known which product it is. */
    public List<String> limitsOf(@Nullable String preset) {
        Optional<Words> words =
                all.stream().filter(one -> one.preset().name().equals(preset)).findFirst();
        return words.map(Words::limits).orElse(List.of());
    }

    /**
     * What is known of a product.
     *
     * @param issuer how its issuer identifiers look
     * @param audience what the tokens for a server have in {@code aud}
     * @param requiredScopes how scopes look in its tokens
     * @param validations the ways in which its tokens can be validated, best first; none: they cannot
     * @param setUp what to set up there, step by step
     * @param limits what it cannot do, or does unlike others
     */
    public record Words(
            Preset preset,
            String name,
            String issuer,
            String audience,
            String requiredScopes,
            List<String> validations,
            List<String> setUp,
            List<String> limits) {}
}
