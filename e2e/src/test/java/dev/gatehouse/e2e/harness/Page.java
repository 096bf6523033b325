package dev.gatehouse.e2e.harness;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser has come to: a page, or an address outside that it was sent to.
 *
 * @param url its address
 * @param answer what came last
 * @param outside the address outside of the authorization server, if the browser was sent there
 */
public record Page(String url, Answer answer, @Nullable String outside) {

    /** The page as HTML. */
    public Document html() {
        return Jsoup.parse(answer.body(), url);
    }

    /** Whether it asks for name and password. */
    public boolean asksToSignIn() {
        return outside == null && html().selectFirst("form input[name=password]") != null;
    }

    /** Whether it asks for consent. */
    public boolean asksForConsent() {
        return outside == null && html().selectFirst("form button[name=decision]") != null;
    }

    /** The address that its form is posted to. */
    public String formAction() {
        return form().absUrl("action");
    }

    /** The hidden fields of its form. */
    public Map<String, String> hiddenFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        form().select("input[type=hidden]").forEach(field -> fields.put(field.attr("name"), field.val()));
        return fields;
    }

    private Element form() {
        Element form = html().selectFirst("form[method=post]");
        if (form == null) {
            throw new AssertionError("no form at " + url + ": " + answer.status() + " " + answer.body());
        }
        return form;
    }

    /** The client's answer, which the browser was sent on with. */
    public Redirect redirect() {
        if (outside == null) {
            throw new AssertionError("the browser stayed at " + url + ": " + answer.status() + " " + answer.body());
        }
        return Redirect.of(URI.create(outside));
    }
}
