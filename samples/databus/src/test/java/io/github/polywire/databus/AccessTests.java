package io.github.polywire.databus;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for who is let in.
 */
class AccessTests {

	private final LocalDatabus databus = Databus.shared();

	@Test
	void wrongPasswordIsForbidden() throws Exception {
		HttpResponse<String> response = new Peer(this.databus).send("GET", "/identity/v1/login", "", "Authorization",
				Peer.basic(this.databus.username(), "bad"));
		assertRefusal(response, 403, "Invalid user", "Basic");
	}

	@Test
	void loginWithoutCredentialsIsUnauthorized() throws Exception {
		assertRefusal(new Peer(this.databus).send("GET", "/identity/v1/login", ""), 401, "Credentials are needed",
				"Basic");
	}

	@Test
	void clientCredentialsGiveAGoodToken() throws Exception {
		Peer peer = new Peer(this.databus);
		JsonNode answer = Peer.json(token(peer, this.databus.clientSecret(), "client_credentials"));
		assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
		assertThat(answer.path("expires_in").asInt()).isEqualTo(3600);
		assertThat(lag(peer, answer.path("access_token").asString()).statusCode()).isEqualTo(200);
	}

	@Test
	void wrongClientSecretIsForbidden() throws Exception {
		assertRefusal(token(new Peer(this.databus), "bad", "client_credentials"), 403, "Invalid client", "Basic");
	}

	@Test
	void otherGrantTypeIsBadRequest() throws Exception {
		assertThat(token(new Peer(this.databus), this.databus.clientSecret(), "password").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "POST, /databus/consumer-service/v1/consumers",
			"GET, /databus/consumer-service/v1/consumers/X/records", "POST, /databus/cloudproxy/v1/produce",
			"GET, /v1/consumers/consumergroup/topic-wise-lag/some-group" })
	void everyCallNeedsAToken(String method, String path) throws Exception {
		Peer peer = new Peer(this.databus);
		assertRefusal(peer.send(method, path, ""), 401, "A bearer token is needed", "Bearer");
		assertRefusal(peer.send(method, path, "", "Authorization", "Bearer URTUD"), 403, "Invalid token", "Bearer");
	}

	@Test
	void consumerIsKnownOnlyWithItsCookieAlone() throws Exception {
		Peer peer = Databus.peer();
		Peer.Consumer consumer = peer.create("access", "");
		Peer.Consumer other = peer.create("access", "");
		assertInvalidCookie(peer.call("GET", consumer.path() + "/subscription", ""));
		assertInvalidCookie(peer.call("GET", consumer.path() + "/subscription", "", "Cookie", other.cookie()));
		assertInvalidCookie(
				peer.call("GET", consumer.path() + "/subscription", "", "Cookie", consumer.cookie() + "; more=1"));
		assertThat(consumer.call("GET", "/subscription", "").statusCode()).isEqualTo(200);
		consumer.delete();
		other.delete();
	}

	@Test
	void pathsThatDoNotExistAreNotFound() throws Exception {
		assertThat(Databus.peer().call("POST", "/x/y/produce", "{}").statusCode()).isEqualTo(404);
	}

	private static void assertInvalidCookie(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).isEqualTo("Invalid cookie");
	}

	private static void assertRefusal(HttpResponse<String> response, int status, String body, String challenge) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEqualTo(body);
		assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue(challenge);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
	}

	private HttpResponse<String> token(Peer peer, String secret, String grantType) throws Exception {
		return peer.send("POST", "/iam/v1.4/token", "scope=s1+s2&grant_type=" + grantType + "&audience=aud",
				"Content-Type", "application/x-www-form-urlencoded", "Authorization",
				Peer.basic(this.databus.clientId(), secret));
	}

	private static HttpResponse<String> lag(Peer peer, String token) throws Exception {
		return peer.send("GET", "/v1/consumers/consumergroup/topic-wise-lag/nobody", "", "Authorization",
				"Bearer " + token);
	}

}
