package io.github.polywire.rabibridge;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RemoteCallRequest}.
 */
class RemoteCallRequestTests {

	@Test
	void refusesNamesThatNoFunctionHas() {
		assertThat(RemoteCallRequest.to("x".repeat(200)).function()).hasSize(200);
		assertThatIllegalArgumentException().isThrownBy(() -> RemoteCallRequest.to("x".repeat(201)))
			.withMessage("'function' must have at most 200 bytes in UTF-8");
		assertThatIllegalArgumentException().isThrownBy(() -> RemoteCallRequest.to(" "))
			.withMessage("'function' must not be blank");
	}

}
