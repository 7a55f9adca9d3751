package io.github.polywire.natsmicro.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.ServiceError;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StubMicroOperations}.
 */
class StubMicroOperationsTests {

	private final StubMicroOperations stub = new StubMicroOperations();

	@Test
	void answersAsOnTheWire() {
		this.stub.returning("orders", List.of(new Order("a"))).serving("echo", MicroCall::body);
		assertThat(this.stub.request(MicroCall.to("orders"), new ParameterizedTypeReference<List<Order>>() {
		})).containsExactly(new Order("a"));
		assertThat(this.stub.request("orders", null, String.class)).isEqualTo("[{\"name\":\"a\"}]");
		assertThat(this.stub.requestAsync("echo", Map.of("name", "b"), Order.class))
			.isCompletedWithValue(new Order("b"));
		assertThat(this.stub.calls()).extracting(MicroCall::subject).containsExactly("orders", "orders", "echo");
	}

	@Test
	void failsAsOnTheWire() {
		this.stub.returning("error", new ServiceError(404, "not found"))
			.failing("bug", new IllegalStateException("secret"))
			.failing("slow", new MicroTimeoutException("slow", Duration.ofSeconds(1)))
			.returning("text", "no JSON");
		assertThat(this.stub.tryRequest("error", null, String.class).code()).isEqualTo(404);
		assertThatExceptionOfType(MicroServiceException.class)
			.isThrownBy(() -> this.stub.request("bug", null, String.class))
			.withMessageNotContaining("secret");
		assertThatExceptionOfType(MicroTimeoutException.class)
			.isThrownBy(() -> this.stub.request("slow", null, String.class));
		assertThatExceptionOfType(MicroConversionException.class)
			.isThrownBy(() -> this.stub.request("text", null, Order.class));
		assertThatExceptionOfType(NoRespondersException.class)
			.isThrownBy(() -> this.stub.request("absent", null, String.class));
		assertThatIllegalArgumentException().isThrownBy(() -> this.stub.request("a b", null, String.class));
	}

	record Order(String name) {

	}

}
