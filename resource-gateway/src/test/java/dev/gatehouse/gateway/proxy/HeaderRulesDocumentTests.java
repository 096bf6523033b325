package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/gateway.md calls its lists of headers the whole ones: so they are those of the program, name for name. */
class HeaderRulesDocumentTests {

    private static final String ONE_OF_THESE_WORDS = "with one of these words**";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String section = section();

    @Test
    void namesThatNeverGoUpThenThoseOfTheDocument() {
        String listed = bullets(bullet -> !bullet.contains(ONE_OF_THESE_WORDS));

        assertThat(names(listed))
                .isEqualTo(sorted(Stream.concat(HeaderRules.NOT_UP.stream(), HeaderRules.HOP_BY_HOP.stream())
                        .filter(name -> HeaderRules.NOT_UP_PREFIXES.stream().noneMatch(name::startsWith))));
        assertThat(prefixes(listed)).isEqualTo(sorted(HeaderRules.NOT_UP_PREFIXES.stream()));
    }

    @Test
    void wordsThatSpeakOfIdentityThenThoseOfTheDocument() {
        String listed = bullets(bullet -> bullet.contains(ONE_OF_THESE_WORDS));

        assertThat(names(upTo(listed, ": so neither"))).isEqualTo(sorted(HeaderRules.NOT_UP_WORDS.stream()));
    }

    @Test
    void namesThatPassWhateverWordsAreInThemThenThoseOfTheDocument() {
        String listed = upTo(section.substring(section.indexOf("`User-Agent`, `Mcp-Method`")), "underscore pass");
        Stream<String> ordinary = HeaderRules.ORDINARY_UP.stream()
                .filter(name -> Stream.of(name.split("-")).anyMatch(HeaderRules.NOT_UP_WORDS::contains)
                        || HeaderRules.NOT_UP_PREFIXES.stream().anyMatch(name::startsWith));

        assertThat(names(listed)).isEqualTo(sorted(Stream.concat(ordinary, HeaderRules.OF_MCP.stream())));
        assertThat(prefixes(listed)).containsExactly("mcp-param-");
    }

    @Test
    void namesThatNeverComeDownThenThoseOfTheDocument() {
        String listed = upTo(section.substring(section.indexOf("Downwards passes everything but")), "They would speak");
        Set<String> names = names(listed);
        names.removeAll(HeaderRules.HOP_BY_HOP);

        assertThat(names).isEqualTo(sorted(HeaderRules.NOT_DOWN.stream()));
        assertThat(prefixes(listed)).containsExactly("access-control-");
    }

    private static String section() {
        try {
            String document = Files.readString(Path.of("../docs/gateway.md"));
            String rest = document.substring(document.indexOf("\n## Headers\n") + 1);
            return rest.substring(0, rest.indexOf("\n## ", 1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String bullets(Predicate<String> which) {
        return Stream.of(section.split("\n(?=- )|\n\n"))
                .filter(part -> part.startsWith("- ") && which.test(part))
                .collect(Collectors.joining("\n"));
    }

    private static String upTo(String text, String end) {
        return text.substring(0, text.indexOf(end));
    }

    private static Set<String> names(String text) {
        return sorted(CODE.matcher(text).results().map(code -> code.group(1)).filter(name -> !name.endsWith("*")));
    }

    private static Set<String> prefixes(String text) {
        return sorted(CODE.matcher(text)
                .results()
                .map(code -> code.group(1))
                .filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1)));
    }

    private static Set<String> sorted(Stream<String> names) {
        return names.map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
    }
}
