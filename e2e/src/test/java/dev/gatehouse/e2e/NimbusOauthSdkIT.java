package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationRequest;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way with the Nimbus OAuth 2.0 SDK: it sends every request and parses every answer, by its own rules. */
class NimbusOauthSdkIT {

    private static final URI CALLBACK = URI.create("http://127.0.0.1:33997/nimbus");

    private final Demo demo = Demo.shared();
    private final URI resource = URI.create(demo.mcp("everything"));
    private AuthorizationServerMetadata server;

    @BeforeEach
    void discover() throws Exception {
        server = AuthorizationServerMetadata.resolve(new Issuer(demo.issuer()));
    }

    @Test
    void metadataIsParsedAsBothKinds() throws Exception {
        assertThat(server.getIssuer()).isEqualTo(new Issuer(demo.issuer()));
        assertThat(server.supportsAuthorizationResponseIssuerParam()).isTrue();
        assertThat(server.getCodeChallengeMethods()).containsExactly(CodeChallengeMethod.S256);
        assertThat(server.getResponseTypes()).containsExactly(ResponseType.CODE);

        Answer openId =
                Http.to(demo.issuer() + "/.well-known/openid-configuration").get();
        AuthorizationServerMetadata same = AuthorizationServerMetadata.parse(openId.body());
        assertThat(same.toJSONObject()).containsAllEntriesOf(server.toJSONObject());
        OIDCProviderMetadata provider = OIDCProviderMetadata.parse(openId.body());
        assertThat(provider.getJWKSetURI()).isEqualTo(server.getJWKSetURI());
    }

    @Test
    void codeTokensRefreshIntrospectionAndRevocationAreWhatTheSdkExpects() throws Exception {
        ClientID client = register();
        Tokens tokens = signIn(client);

        SignedJWT jwt = SignedJWT.parse(tokens.getAccessToken().getValue());
        assertThat(jwt.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(resource.toString());

        Tokens refreshed = tokens(client, new RefreshTokenGrant(tokens.getRefreshToken()));
        assertThat(refreshed.getRefreshToken()).isNotEqualTo(tokens.getRefreshToken());
        assertThat(introspect(refreshed.getAccessToken()).isActive()).isTrue();
        assertThat(introspect(refreshed.getAccessToken()).getScope()).isEqualTo(new Scope("mcp:read", "mcp:write"));
        assertThat(introspect(new BearerAccessToken("nonsense")).isActive()).isFalse();

        assertThat(new TokenRevocationRequest(server.getRevocationEndpointURI(), client, refreshed.getRefreshToken())
                        .toHTTPRequest()
                        .send()
                        .indicatesSuccess())
                .isTrue();
        assertThat(introspect(refreshed.getAccessToken()).isActive()).isFalse();
        TokenResponse refused = token(client, new RefreshTokenGrant(refreshed.getRefreshToken()));
        assertThat(refused.toErrorResponse().getErrorObject()).isEqualTo(OAuth2Error.INVALID_GRANT);
    }

    @Test
    void refusalsAreParsedAsTheErrorsThatTheyAre() throws Exception {
        ClientID client = register();

        AuthorizationResponse denied = parsed(new Browser(demo.issuer())
                .authorize(
                        request(client, new CodeVerifier(), new State()).toURI().toString(), Person.CUS, false)
                .outside());
        assertThat(denied.toErrorResponse().getErrorObject()).isEqualTo(OAuth2Error.ACCESS_DENIED);
        assertThat(denied.getIssuer()).isEqualTo(new Issuer(demo.issuer()));

        AuthorizationGrant made = new AuthorizationCodeGrant(new AuthorizationCode("made-up"), CALLBACK);
        assertThat(token(client, made).toErrorResponse().getErrorObject().getCode())
                .isIn("invalid_grant", "invalid_request");
        assertThat(token(new ClientID("c_nobody"), new RefreshTokenGrant(new RefreshToken("made-up")))
                        .toErrorResponse()
                        .getErrorObject())
                .isEqualTo(OAuth2Error.INVALID_CLIENT);

        String challenge =
                McpConnection.initialize(resource.toString(), "made-up").header("WWW-Authenticate");
        assertThat(BearerTokenError.parse(challenge).getCode()).isEqualTo("invalid_token");
    }

    private ClientID register() throws Exception {
        ClientMetadata metadata = new ClientMetadata();
        metadata.setName("Nimbus OAuth 2.0 SDK");
        metadata.setRedirectionURI(CALLBACK);
        metadata.setGrantTypes(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
        metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.NONE);
        ClientRegistrationResponse response = ClientRegistrationResponse.parse(
                new ClientRegistrationRequest(server.getRegistrationEndpointURI(), metadata, null)
                        .toHTTPRequest()
                        .send());
        ClientInformation information = response.toSuccessResponse().getClientInformation();
        assertThat(information.getMetadata().getRedirectionURI()).isEqualTo(CALLBACK);
        return information.getID();
    }

    private AuthorizationRequest request(ClientID client, CodeVerifier verifier, State state) {
        return new AuthorizationRequest.Builder(ResponseType.CODE, client)
                .endpointURI(server.getAuthorizationEndpointURI())
                .redirectionURI(CALLBACK)
                .scope(new Scope("mcp:read", "mcp:write"))
                .state(state)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .resource(resource)
                .build();
    }

    private Tokens signIn(ClientID client) throws Exception {
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        AuthorizationResponse response = parsed(Browser.allow(
                demo.issuer(), request(client, verifier, state).toURI().toString(), Person.CUS));
        assertThat(response.getState()).isEqualTo(state);
        assertThat(response.getIssuer()).isEqualTo(server.getIssuer());
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        return tokens(client, new AuthorizationCodeGrant(code, CALLBACK, verifier));
    }

    private static AuthorizationResponse parsed(String callback) throws Exception {
        return AuthorizationResponse.parse(URI.create(callback));
    }

    private Tokens tokens(ClientID client, AuthorizationGrant grant) throws Exception {
        Tokens tokens = token(client, grant).toSuccessResponse().getTokens();
        Canaries.note(tokens.getAccessToken().getValue());
        Canaries.note(tokens.getRefreshToken().getValue());
        return tokens;
    }

    private TokenResponse token(ClientID client, AuthorizationGrant grant) throws Exception {
        return TokenResponse.parse(new TokenRequest.Builder(server.getTokenEndpointURI(), client, grant)
                .resource(resource)
                .build()
                .toHTTPRequest()
                .send());
    }

    private TokenIntrospectionSuccessResponse introspect(AccessToken token) throws Exception {
        JsonNode credentials = JsonMapper.shared().readTree(demo.line("everything-introspection.json"));
        ClientSecretBasic server = new ClientSecretBasic(
                new ClientID(credentials.path("client_id").asString()),
                new Secret(credentials.path("client_secret").asString()));
        return TokenIntrospectionResponse.parse(
                        new TokenIntrospectionRequest(this.server.getIntrospectionEndpointURI(), server, token)
                                .toHTTPRequest()
                                .send())
                .toSuccessResponse();
    }
}
