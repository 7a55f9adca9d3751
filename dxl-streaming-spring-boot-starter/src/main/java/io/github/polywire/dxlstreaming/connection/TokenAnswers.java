package io.github.polywire.dxlstreaming.connection;

import io.github.polywire.dxlstreaming.PermanentAuthenticationException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import io.github.polywire.dxlstreaming.wire.WireFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers to logins.
 */
final class TokenAnswers {

	private TokenAnswers() {
	}

	static String token(StreamCodec codec, HttpAccess.Answer answer, String who, String... names) {
		if (answer.isRefused()) {
			throw new PermanentAuthenticationException(
					"The login of " + who + " was refused: " + answer.describe() + ". Check dxl.streaming.auth.*",
					null);
		}
		if (!answer.isSuccess()) {
			throw new TemporaryException("The login of " + who + " failed: " + answer.describe(), null);
		}
		String token;
		try {
			token = codec.text(answer.body(), names);
		}
		catch (WireFormatException ex) {
			throw invalid(who, answer, ex.getMessage(), ex);
		}
		if (token == null || token.chars().anyMatch((c) -> c <= ' ' || c > '~')) {
			throw invalid(who, answer, "it holds no " + names[0] + " that can be sent", null);
		}
		return token;
	}

	private static TemporaryException invalid(String who, HttpAccess.Answer answer, @Nullable String problem,
			@Nullable Throwable cause) {
		return new TemporaryException(
				"The login of " + who + " failed: the answer to " + answer.where() + " is not valid: " + problem,
				cause);
	}

}
