package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The feature policy of a server; that of an assignment is read by the same parser. */
class FeaturePolicyTests {

    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;
    private final UUID notes = account.server("notes");
    private final String path = "/servers/" + notes;

    private static Map<String, Object> selected(Object... names) {
        return object("mode", "ALLOW_SELECTED", "names", list(names));
    }

    private Answer set(Object policy) {
        return api.patch(path, object("featurePolicy", policy));
    }

    private String shown() {
        return api.get(path).json().path("featurePolicy").toString();
    }

    @Test
    void createWhenItNamesAPolicyThenItIsKeptAndShown() {
        Answer created = api.post(
                "/servers",
                object(
                        "name",
                        "x",
                        "slug",
                        demo.slug("x"),
                        "upstreamUrl",
                        "http://localhost:8090/x",
                        "featurePolicy",
                        object("tools", selected("b", "a", "b"), "prompts", null)));
        assertThat(created.outcome()).isEqualTo("201");
        assertThat(created.json().path("featurePolicy").toString())
                .isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"a\",\"b\"]}}");
    }

    @Test
    void changeThenIsAMergePatchKindByKind() {
        List<String> audited = account.audited(() -> {
            assertThat(set(object("tools", selected("a"))).outcome()).isEqualTo("200");
            assertThat(set(object("resources", object("mode", "BLOCK_ALL"))).outcome())
                    .isEqualTo("200");
        });
        assertThat(audited).containsExactly("SERVER_CHANGED", "SERVER_CHANGED");
        assertThat(shown())
                .isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"a\"]},"
                        + "\"resources\":{\"mode\":\"BLOCK_ALL\"}}");
        set(object("tools", object("names", list("b"))));
        set(object("resources", null));
        assertThat(shown()).isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\"]}}");
        set(object("tools", object("mode", "ALLOW_ALL")));
        assertThat(shown()).isEqualTo("{\"tools\":{\"mode\":\"ALLOW_ALL\"}}");
        assertThat(account.audited(() -> {
                    set(object());
                    set(object("tools", object("mode", "ALLOW_ALL")));
                    set(object("prompts", null));
                }))
                .isEmpty();
        assertThat(set(null).outcome()).isEqualTo("200");
        assertThat(shown()).isEqualTo("{}");
        assertThat(AccountFixture.feed(notes))
                .filteredOn("SERVER CHANGED"::equals)
                .hasSize(6);
    }

    @Test
    void changeWhenTheShapeIsWrongThenMalformed() {
        for (Object wrong : list(
                "x",
                1,
                list(),
                object("tool", selected("a")),
                object("tools", "BLOCK_ALL"),
                object("tools", list()),
                object("tools", object("mode", 1)),
                object("tools", object("mode", "ALLOW_SELECTED", "names", "a")),
                object("tools", object("mode", "ALLOW_SELECTED", "names", list(1))),
                object("tools", object("mode", "ALLOW_SELECTED", "names", list((Object) null))),
                object("tools", object("mode", "BLOCK_ALL", "extra", true)))) {
            assertThat(set(wrong).outcome()).as(String.valueOf(wrong)).isEqualTo("400 MALFORMED_REQUEST");
        }
        assertThat(api.patch(path, "{\"featurePolicy\":{\"tools\":null,\"tools\":null}}")
                        .outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
        assertThat(shown()).isEqualTo("{}");
    }

    @Test
    void changeWhenAValueCannotBeThenInvalid() {
        Object[] tooMany = IntStream.range(0, 501).mapToObj(n -> "n" + n).toArray();
        Object[] tooLong =
                IntStream.range(0, 41).mapToObj(n -> n + "x".repeat(490)).toArray();
        for (Object wrong : list(
                object("tools", object()),
                object("tools", object("names", list("a"))),
                object("tools", object("mode", "SOME")),
                object("tools", object("mode", "allow_all")),
                object("tools", object("mode", null)),
                object("tools", object("mode", "ALLOW_SELECTED")),
                object("tools", object("mode", "ALLOW_SELECTED", "names", null)),
                object("tools", object("mode", "BLOCK_ALL", "names", list())),
                object("tools", object("mode", "ALLOW_ALL", "names", list("a"))),
                object("tools", selected("")),
                object("tools", selected("x".repeat(501))),
                object("tools", selected("a\u0000")),
                object("tools", selected("a\nb")),
                object("tools", selected("a\u202eb")),
                object("tools", selected(tooMany)),
                object("tools", selected(tooLong)))) {
            assertThat(set(wrong).outcome())
                    .as(String.valueOf(wrong).lines().findFirst().orElse(""))
                    .isEqualTo("422 INVALID_VALUE");
        }
        assertThat(shown()).isEqualTo("{}");
    }

    @Test
    void changeWhenAsLongAsAllowedThenItIsKeptAndAudited() {
        Object[] longest = IntStream.range(0, 38)
                .mapToObj(n -> n + "\"\u00e9x".repeat(120))
                .toArray();
        Answer answer = set(object("tools", selected(longest)));
        assertThat(answer.outcome()).isEqualTo("200");
        assertThat(answer.json().path("featurePolicy").toString()).hasSizeBetween(18_000, 20_000);
        Object[] some = IntStream.range(0, 500).mapToObj(n -> "tool-" + n).toArray();
        assertThat(set(object("tools", selected(some))).outcome()).isEqualTo("200");
        assertThat(set(object("tools", selected())).outcome()).isEqualTo("200");
        assertThat(shown()).isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[]}}");
    }

    @Test
    void changeWhenTheActorMayNotChooseFeaturesThenForbiddenAndTheRestIsNot() {
        AdminApi caller = account.as(demo.person("sven", Capability.MCP_SERVER_MANAGE));
        List<String> audited = account.audited(() -> assertThat(caller.patch(
                                path,
                                object("name", "x", "featurePolicy", object("tools", object("mode", "BLOCK_ALL"))))
                        .outcome())
                .isEqualTo("403 CAPABILITY_MISSING"));
        assertThat(audited).containsExactly("ADMIN_REFUSED CAPABILITY_MISSING");
        Map<String, Object> body =
                object("name", "x", "slug", demo.slug("x"), "upstreamUrl", "http://localhost:8090/x");
        body.put("featurePolicy", object("tools", object("mode", "ALLOW_ALL")));
        assertThat(caller.post("/servers", body).outcome()).isEqualTo("403 CAPABILITY_MISSING");
        body.put("featurePolicy", object());
        assertThat(caller.post("/servers", body).outcome()).isEqualTo("201");
        assertThat(caller.patch(path, object("name", "y", "featurePolicy", object()))
                        .outcome())
                .isEqualTo("200");
        AdminApi chooser = account.as(demo.person("fay", Capability.MCP_SERVER_MANAGE, Capability.FEATURE_PROVISION));
        assertThat(chooser.patch(path, object("featurePolicy", object("tools", object("mode", "BLOCK_ALL"))))
                        .outcome())
                .isEqualTo("200");
        assertThat(caller.patch(path, object("featurePolicy", null, "version", 1))
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(caller.patch(path, object("featurePolicy", null)).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }
}
