package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class MasterKeyTests {

    private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

    private final MasterKey key = masterKey("one-master-key-0123456789-0123456789");

    @Test
    void wrappedThenUnwrapsToTheSameAndNeverLooksTheSame() {
        String wrapped = key.wrap("name", SECRET);

        assertThat(key.unwrap("name", wrapped)).isEqualTo(SECRET);
        assertThat(wrapped).isNotEqualTo(key.wrap("name", SECRET)).doesNotContain("secret");
    }

    @Test
    void unwrappedUnderAnotherNameOrKeyThenRefused() {
        String wrapped = key.wrap("name", SECRET);

        assertThatThrownBy(() -> key.unwrap("other", wrapped)).isInstanceOf(WrongMasterKey.class);
        assertThatThrownBy(() ->
                        masterKey("another-master-key-0123456789-01234567").unwrap("name", wrapped))
                .isInstanceOf(WrongMasterKey.class)
                .hasMessageContaining("GATEHOUSE_MASTER_KEY");
    }

    private static MasterKey masterKey(String text) {
        try {
            return new MasterKey(TestSettings.with("https://a.example", "https://g.example", text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
