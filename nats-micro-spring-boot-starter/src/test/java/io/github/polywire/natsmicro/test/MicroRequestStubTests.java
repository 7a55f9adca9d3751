package io.github.polywire.natsmicro.test;

import java.time.Duration;

import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceOperations;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.autoconfigure.NatsMicroServerAutoConfiguration;
import io.nats.client.Connection;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MicroRequestStubTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(NatsMicroServerAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("nats.micro.server.auto-startup=false")
		.withBean(Connection.class, () -> Mockito.mock(Connection.class))
		.withBean(Sums.class);

	@Test
	void isServedByAnEndpointWithoutAServer() {
		this.runner.withBean(MicroInterceptor.class, () -> (request, next) -> {
			Object result = next.handle(request);
			return (result instanceof Integer sum) ? sum + 100 : result;
		}).run((context) -> {
			MicroServiceOperations services = context.getBean(MicroServiceOperations.class);
			assertThat(sum("[1,2,3]").servedBy(services).answerAsText()).isEqualTo("106");
			assertThat(sum("x").servedBy(services).answerError()).extracting(ServiceError::code).isEqualTo(400);
			assertThat(sum("[]").servedBy(services).answerError()).isEqualTo(new ServiceError(422, "nothing to add"));
			assertThat(services.statistics().get(0).endpoints().get(0).numRequests()).isEqualTo(3);
			assertThatExceptionOfType(NatsMicroException.class)
				.isThrownBy(() -> MicroRequestStub.to("other").build().servedBy(services))
				.withMessageContaining("[sum]");
		});
	}

	private static MicroRequestStub sum(String body) {
		return MicroRequestStub.to("sum").body(body).build();
	}

	@Test
	void remembersItsOneAnswer() {
		MicroRequestStub request = MicroRequestStub.to("a.b")
			.header("Tenant", "acme")
			.timeLeft(Duration.ofSeconds(1))
			.build();
		assertThat(request.header("tenant")).isEqualTo("acme");
		assertThat(request.timeLeft()).hasSeconds(1);
		assertThat(request.replyTo()).isNotNull();
		assertThatIllegalStateException().isThrownBy(request::answer).withMessageContaining("a.b");
		MultiValueMap<String, String> bad = new LinkedMultiValueMap<>();
		bad.add("X", "a\nb");
		assertThatIllegalArgumentException().isThrownBy(() -> request.respond(new byte[0], bad));
		request.respondSuccess(201);
		assertThat(request.answerHeaders().getFirst("Nats-Service-Success-Code")).isEqualTo("201");
		assertThat(request.answerError()).isNull();
		assertThatExceptionOfType(NatsMicroException.class).isThrownBy(() -> request.respondError(500, "x"));
		MicroRequest event = MicroRequestStub.to("a").withoutReplyTo().build();
		assertThat(event.replyTo()).isNull();
	}

	@MicroService(name = "sums", version = "1.0.0")
	static class Sums {

		@MicroEndpoint
		int sum(int[] numbers) {
			if (numbers.length == 0) {
				throw new IllegalArgumentException("nothing to add");
			}
			int sum = 0;
			for (int number : numbers) {
				sum += number;
			}
			return sum;
		}

		@MicroExceptionHandler
		ServiceError illegal(IllegalArgumentException ex) {
			return new ServiceError(422, String.valueOf(ex.getMessage()));
		}

	}

}
