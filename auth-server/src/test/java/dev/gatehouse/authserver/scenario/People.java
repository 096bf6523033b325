package dev.gatehouse.authserver.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** The sentences about how people come into an account, and about what their levels on integrations permit. */
final class People {

    private static final String CHOSEN = "nine green umbrellas";
    private static final int OPEN = 200;
    private static final int DEAD = 400;
    private static final int REFUSED = 409;

    private final ScenarioRun run;
    private final TestServer server;
    private final Mailbox mail;
    private final Map<String, String> links = new HashMap<>();
    private String invited = "";
    private String linkBefore = "";

    People(ScenarioRun run, ApplicationContext program, TestServer server) {
        this.run = run;
        this.server = server;
        this.mail = new Mailbox(program);
        invitations();
        answers();
        levels();
        accounts();
    }

    private void invitations() {
        run.sentence("(\\w+) invites (\\w+) as ([A-Z][a-z]+(?: [a-z]+)?)", this::invite);
        run.sentence(
                "a minute passes",
                m -> run.of("ada")
                        .jdbc()
                        .sql("update invitation set expires_at = expires_at - interval '61' second"
                                + " where account_id = :account")
                        .param("account", run.of("ada").id)
                        .update());
        run.sentence("the mail for (\\w+) has (a|another) link", m -> {
            linkBefore = links.getOrDefault(m.group(1), "");
            link(m.group(1));
        });
        run.sentence(
                "the link is dead",
                m -> assertThat(look(server.browser(), links.computeIfAbsent(invited, this::newest)))
                        .isEqualTo(DEAD));
        run.sentence(
                "the link before is dead",
                m -> assertThat(look(server.browser(), linkBefore)).isEqualTo(DEAD));
        run.sentence(
                "(\\w+) looks at the link -> (\\d+)",
                m -> assertThat(look(run.browser(m.group(1)), links.get(m.group(1))))
                        .isEqualTo(Integer.parseInt(m.group(2))));
    }

    private void answers() {
        run.sentence("(\\w+) accepts as (\\w+)", m -> {
            joined(answer(
                    m.group(1),
                    Map.of("decision", "accept", "name", m.group(2), "password", CHOSEN, "repeated", CHOSEN)));
            run.joined(m.group(1));
            HttpResponse<String> home = run.browser(m.group(1)).signIn(email(m.group(1)), CHOSEN);
            assertThat(home.body()).contains("You are signed in");
        });
        run.sentence("(\\w+), who is known, accepts", m -> joined(answer(m.group(1), known())));
        run.sentence(
                "(\\w+), who is known, is not eligible",
                m -> assertThat(answer(m.group(1), known()).statusCode()).isEqualTo(REFUSED));
        run.sentence("(\\w+) declines", m -> {
            HttpResponse<String> answer = answer(m.group(1), Map.of("decision", "decline"));
            assertThat(answer.statusCode()).isEqualTo(OPEN);
            assertThat(answer.body()).contains("You have declined");
        });
    }

    private void levels() {
        run.sentence(
                "integrations (.+)",
                m -> ScenarioRun.each(m.group(1), name -> {
                    run.call("ada", "POST", "/integrations", "{name: " + name + "}");
                    run.expect("201");
                    run.names().put(name, run.answer().at("id").asString());
                }));
        run.sentence(
                "(\\w+) may ([A-Z, ]+) ([a-z_]+)(?: in (\\w+))?",
                m -> ScenarioRun.each(m.group(2), verb -> evaluate(m, verb, "true", "null")));
        run.sentence(
                "(\\w+) may not ([A-Z, ]+) ([a-z_]+)(?: in (\\w+))?: ([A-Z_]+)",
                m -> ScenarioRun.each(m.group(2), verb -> evaluate(m, verb, "false", m.group(5))));
    }

    private void accounts() {
        run.sentence(
                "(\\w+) is also ([A-Z][a-z]+(?: [a-z]+)?) there",
                m -> run.other().join(m.group(1), run.userId(m.group(1)), m.group(2)));
        run.sentence(
                "(\\w+) is free to join others",
                m -> run.other()
                        .jdbc()
                        .sql("update account set license_kind = 'FREE' where id = :id")
                        .param("id", run.other().id)
                        .update());
        run.sentence(
                "(\\w+) is in the account of (\\w+)",
                m -> assertThat(run.connection(m.group(1)).claims().get("account"))
                        .isEqualTo(run.of(m.group(2)).id.toString()));
        run.sentence("owners: (\\w+)", m -> {
            UUID owner = run.userId(m.group(1));
            assertThat(run.of(m.group(1)).owners()).isEqualTo(List.of(owner, owner));
        });
    }

    private void invite(Matcher m) {
        String actor = m.group(1);
        String email = email(m.group(2));
        String role = m.group(3).replace(' ', '_');
        run.call(actor, "POST", "/invitations", "{emails: ['" + email + "'], roleId: $" + role + "}");
        run.expect("200");
        run.play("shows items[0].result = INVITED");
        run.play("keeps invitation = items[0].invitationId");
        run.call(actor, "GET", "/invitations/$invitation", null);
        run.expect("200");
        run.play("keeps " + m.group(2) + " = userId");
        invited = m.group(2);
    }

    private void evaluate(Matcher m, String verb, String allowed, String reason) {
        String place = m.group(4) == null ? "" : ", integrationId: $" + m.group(4);
        run.call(
                "ada",
                "POST",
                "/permissions/evaluate",
                "{userId: $" + m.group(1) + ", resource: " + m.group(3) + ", verb: " + verb + place + "}");
        run.expect("200");
        run.play("shows allowed = " + allowed);
        run.play("shows reason = " + reason);
    }

    private String email(String name) {
        return run.of(name).email(name);
    }

    /** The newest link, which is another than the last that this person had. */
    private String link(String name) {
        String last = links.getOrDefault(name, "");
        String link = mail.newestLink(email(name), last);
        links.put(name, link);
        invited = name;
        return link;
    }

    private String newest(String name) {
        return mail.newestLink(email(name), "");
    }

    private int look(TestBrowser browser, @Nullable String link) {
        return browser.open(java.util.Objects.requireNonNull(link)).statusCode();
    }

    private static Map<String, String> known() {
        return Map.of("decision", "accept", "password", ScenarioAccount.PASSWORD);
    }

    private HttpResponse<String> answer(String name, Map<String, String> fields) {
        TestBrowser browser = run.browser(name);
        String link = links.computeIfAbsent(name, this::newest);
        invited = name;
        HttpResponse<String> page = browser.open(link);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(OPEN);
        return browser.post(page, fields);
    }

    private static void joined(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(TestBrowser.location(answer)).endsWith("?joined");
    }
}
