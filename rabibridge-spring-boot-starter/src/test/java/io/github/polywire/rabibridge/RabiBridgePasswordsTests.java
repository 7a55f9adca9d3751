package io.github.polywire.rabibridge;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.github.polywire.rabibridge.wire.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Passwords as RabiBridge encrypted them, and what is not one.
 */
class RabiBridgePasswordsTests {

	static Stream<JsonNode> vectors() {
		List<JsonNode> vectors = Vectors.read("crypto");
		assertThat(vectors).hasSizeGreaterThan(3);
		return vectors.stream();
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void encryptPwdGivesWhatTheOriginalDoes(JsonNode vector) {
		JsonNode expected = vector.get("decoded");
		String encrypted = RabiBridgePasswords.encryptPwd(expected.get("password").asString(),
				expected.get("secret").asString());
		assertThat(encrypted).isEqualTo(expected.get("encrypt_pwd").asString());
		assertThat(Base64.getDecoder().decode(encrypted)).isEqualTo(Vectors.bytes(vector.get("hex")));
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void encryptGivesWhatTheConfigurationOfTheOriginalMustHold(JsonNode vector) {
		JsonNode expected = vector.get("decoded");
		String password = expected.get("password").asString();
		String secret = expected.get("secret").asString();
		String encrypted = RabiBridgePasswords.encrypt(password, secret);
		assertThat(encrypted)
			.isEqualTo(expected.get("encrypt_pwd_of_b64_password(what RABBITMQ_PASSWORD must hold)").asString());
		assertThat(RabiBridgePasswords.decrypt(encrypted, secret)).isEqualTo(password);
	}

	@Test
	void anotherSecretIsToldWithoutTellingAnything() {
		String encrypted = RabiBridgePasswords.encrypt("geheim", "mine");
		for (int i = 0; i < 1000; i++) {
			String other = "other" + i;
			assertThatExceptionOfType(RabiBridgePasswordException.class)
				.isThrownBy(() -> RabiBridgePasswords.decrypt(encrypted, other))
				.withMessageContaining("the secret is another")
				.withNoCause()
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("geheim", "mine", other, encrypted));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "not base64!", "AAAA", "Ls8xaTKE+508b6HS9eCwgA==A", "Ls8xaTKE+508b6HS9eCwhA==" })
	void textThatIsNotAnEncryptedPasswordIsRefused(String text) {
		assertThatExceptionOfType(RabiBridgePasswordException.class)
			.isThrownBy(() -> RabiBridgePasswords.decrypt(text, "my secret"));
	}

	@Test
	void whatEncryptPwdGaveIsNotWhatDecryptUndoes() {
		// As in the original.
		String encrypted = RabiBridgePasswords.encryptPwd("12345", "my secret");
		assertThatExceptionOfType(RabiBridgePasswordException.class)
			.isThrownBy(() -> RabiBridgePasswords.decrypt(encrypted, "my secret"));
	}

}
