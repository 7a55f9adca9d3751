package io.github.polywire.databus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives tokens to a user and to a client.
 */
@RestController
class LoginController {

	private static final String SCHEME = "Basic";

	private final DatabusProperties properties;

	private final Tokens tokens;

	private final WireJson json;

	LoginController(DatabusProperties properties, Tokens tokens, WireJson json) {
		this.properties = properties;
		this.tokens = tokens;
		this.json = json;
	}

	@GetMapping("/identity/v1/login")
	ResponseEntity<byte[]> login(
			@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
		DatabusProperties.User user = this.properties.user();
		check(authorization, user.name(), user.password(), "Invalid user");
		return this.json.answer(Map.of("AuthorizationToken", this.tokens.issue()));
	}

	@PostMapping("/iam/v1.4/token")
	ResponseEntity<byte[]> token(
			@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
			@RequestParam(name = "grant_type", required = false) @Nullable String grantType) {
		DatabusProperties.Client client = this.properties.client();
		check(authorization, client.id(), client.secret(), "Invalid client");
		if (!"client_credentials".equals(grantType)) {
			throw DatabusException.badRequest("grant_type must be client_credentials");
		}
		return this.json.answer(Map.of("access_token", this.tokens.issue(), "token_type", "Bearer", "expires_in",
				this.tokens.lifetimeSeconds()));
	}

	private static void check(@Nullable String authorization, String name, String secret, String refusal) {
		if (authorization == null) {
			throw DatabusException.refused(HttpStatus.UNAUTHORIZED, "Credentials are needed", SCHEME);
		}
		byte[] expected = Base64.getEncoder().encode((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
		byte[] given = authorization.replaceFirst("(?i)^" + SCHEME + " +", "").getBytes(StandardCharsets.UTF_8);
		if (!MessageDigest.isEqual(expected, given)) {
			throw DatabusException.refused(HttpStatus.FORBIDDEN, refusal, SCHEME);
		}
	}

}
