package dev.gatehouse.authserver.client.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataDocumentTests {

    private static final String ID = "https://app.example/client.json";

    private static ClientLookup read(String members) {
        return MetadataDocument.read(ID, "{\"client_id\":\"" + ID + "\"" + members.replace('\'', '"') + "}");
    }

    private static Client found(String members) {
        ClientLookup lookup = read(",'client_name':'App','redirect_uris':['https://app.example/cb']" + members);
        assertThat(lookup).isInstanceOf(ClientLookup.Found.class);
        return ((ClientLookup.Found) lookup).client();
    }

    private static void unusable(ClientLookup lookup) {
        assertThat(lookup).isInstanceOf(ClientLookup.Unusable.class);
    }

    private static void unusable(String members) {
        unusable(read(",'client_name':'App','redirect_uris':['https://app.example/cb']" + members));
    }

    @Test
    void documentThenAPublicClientWithTheTwoGrants() {
        Client client = found("");

        assertThat(client.clientId()).isEqualTo(ID);
        assertThat(client.registration()).isEqualTo(Registration.METADATA_DOCUMENT);
        assertThat(client.name()).isEqualTo("App");
        assertThat(client.authentications()).containsExactly(ClientAuthentication.NONE);
        assertThat(client.grantTypes()).containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.accountId()).isNull();
    }

    /** Claude Code's document, reconstructed: port-less loopback, a grant type that is not ours. */
    @Test
    void documentWithUnknownGrantsAndMembersThenTheyAreIgnored() {
        ClientLookup lookup = read(",'client_name':'Claude Code','client_uri':'https://claude.ai','redirect_uris':"
                + "['http://localhost/callback','http://127.0.0.1/callback'],'grant_types':['authorization_code',"
                + "'refresh_token','urn:ietf:params:oauth:grant-type:jwt-bearer'],'response_types':['code'],"
                + "'token_endpoint_auth_method':'none','some_day':{'a':[1]}");

        assertThat(lookup).isInstanceOf(ClientLookup.Found.class);
        assertThat(((ClientLookup.Found) lookup).client().redirectUris())
                .allMatch(uri -> uri.kind() == RedirectUri.Kind.LOOPBACK)
                .hasSize(2);
    }

    /** ChatGPT's document, reconstructed from reports. */
    @Test
    void documentWithAListOfMethodsThenEachOfThem() {
        Client client = found(",'token_endpoint_auth_method':'private_key_jwt','token_endpoint_auth_methods_supported':"
                + "['none','private_key_jwt'],'jwks_uri':'https://app.example/jwks.json',"
                + "'token_endpoint_auth_signing_alg':'RS256'");

        assertThat(client.authentications())
                .containsExactlyInAnyOrder(ClientAuthentication.NONE, ClientAuthentication.PRIVATE_KEY_JWT);
        assertThat(client.keys().jwksUri()).isEqualTo("https://app.example/jwks.json");
    }

    @Test
    void documentWithMembersThatAreNullThenAsIfTheyWereNotThere() {
        assertThat(found(",'jwks':null,'jwks_uri':null,'client_secret':null,'token_endpoint_auth_method':null,"
                                + "'token_endpoint_auth_methods_supported':null,'client_secret_expires_at':null")
                        .authentications())
                .containsExactly(ClientAuthentication.NONE);
    }

    @Test
    void documentWithOneMethodThenNoOther() {
        assertThat(found(",'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':[]}")
                        .authentications())
                .containsExactly(ClientAuthentication.PRIVATE_KEY_JWT);
        assertThat(found(",'token_endpoint_auth_methods_supported':['none','client_secret_basic','tls_client_auth']")
                        .authentications())
                .containsExactly(ClientAuthentication.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",'client_secret':'s'",
                ",'client_secret_expires_at':0",
                ",'token_endpoint_auth_method':'client_secret_basic'",
                ",'token_endpoint_auth_method':'client_secret_post'",
                ",'token_endpoint_auth_method':'client_secret_jwt'",
                ",'token_endpoint_auth_method':'private_key_jwt'",
                ",'token_endpoint_auth_method':'tls_client_auth'",
                ",'token_endpoint_auth_method':1",
                ",'token_endpoint_auth_methods_supported':'none'",
                ",'token_endpoint_auth_methods_supported':[1]",
                ",'token_endpoint_auth_methods_supported':['client_secret_basic']",
                ",'jwks':{'keys':[{'kty':'oct','k':'AAAA'}]}",
                ",'jwks':{'keys':[{'kty':'OKP','crv':'Ed25519','x':'11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',"
                        + "'d':'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'}]}",
                ",'jwks':'x'",
                ",'jwks':{'keys':[null]}",
                ",'jwks':{'keys':null}",
                ",'jwks':{'keys':[]},'jwks_uri':'https://app.example/jwks.json'",
                ",'client_name':'again'"
            })
    void documentThatIsNotInOrderThenUnusable(String members) {
        unusable(members);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{} {}",
                "{\"client_name\":\"App\",\"redirect_uris\":[\"https://app.example/cb\"]}",
                "{\"client_id\":\"https://app.example/client.json/\",\"client_name\":\"App\","
                        + "\"redirect_uris\":[\"https://app.example/cb\"]}",
                "{\"client_id\":\"HTTPS://app.example/client.json\",\"client_name\":\"App\","
                        + "\"redirect_uris\":[\"https://app.example/cb\"]}",
                "{\"client_id\":[\"https://app.example/client.json\"],\"client_name\":\"App\","
                        + "\"redirect_uris\":[\"https://app.example/cb\"]}"
            })
    void documentOfAnotherClientOrNoneThenUnusable(String text) {
        unusable(MetadataDocument.read(ID, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",'client_name':'App'",
                ",'redirect_uris':['https://app.example/cb']",
                ",'client_name':'\\u0000\\u202e','redirect_uris':['https://app.example/cb']",
                ",'client_name':{},'redirect_uris':['https://app.example/cb']",
                ",'client_name':'App','redirect_uris':[]",
                ",'client_name':'App','redirect_uris':'https://app.example/cb'",
                ",'client_name':'App','redirect_uris':[7]",
                ",'client_name':'App','redirect_uris':['javascript:alert(1)','http://app.example/cb','data:x','file:///x']"
            })
    void documentWithoutWhatMustBeThereThenUnusable(String members) {
        unusable(read(members));
    }

    @Test
    void redirectUriThatMayNotBeThenLeftOutWhileAnotherOneIsThere() {
        Client client = ((ClientLookup.Found) read(",'client_name':'App','redirect_uris':['javascript:alert(1)',"
                        + "'https://app.example/cb','http://app.example/cb','https://app.example/cb']"))
                .client();

        assertThat(client.redirectUris()).extracting(RedirectUri::value).containsExactly("https://app.example/cb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "https://app.example/",
                "https://app.example/a/../b",
                "https://app.example/./b",
                "https://app.example/a/%2e%2E/b",
                "https://app.example/a/.",
                "https://app.example/a#f",
                "https://user@app.example/a",
                "https://user:pw@app.example/a",
                "https:///a",
                "https://app.example/a b",
                "https://app.example/ä",
                "https://app.example\\@evil.example/a",
                "http://app.example/a"
            })
    void urlThatIsNoClientIdThenItsProblem(String url) {
        assertThat(DocumentUrl.problem(url, false)).isPresent();
        assertThat(DocumentUrl.problem("https://app.example/" + "a".repeat(300), false))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ID,
                "https://app.example/a?b=c",
                "https://app.example/a/",
                "https://app.example/..a/b..",
                "https://chatgpt.com/oauth/codex/client.json"
            })
    void urlThatIsAClientIdThenNoProblem(String url) {
        assertThat(DocumentUrl.problem(url, false)).isEmpty();
    }
}
