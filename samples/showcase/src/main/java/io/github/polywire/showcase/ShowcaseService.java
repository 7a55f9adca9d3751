package io.github.polywire.showcase;

import java.time.Duration;
import java.util.Locale;

import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroGroup;
import io.github.polywire.natsmicro.annotation.MicroService;

import org.springframework.util.Assert;

/**
 * What the showcase serves on the NATS network.
 */
@MicroService(name = "showcase", version = "1.0.0", description = "What the Polywire showcase serves",
		metadata = "sample=true")
class ShowcaseService {

	private static final long MAX_WAIT = Duration.ofMinutes(1).toMillis();

	@MicroGroup("showcase")
	@MicroEndpoint
	void echo(MicroRequest request) {
		request.respond(request.body(), request.headers());
	}

	@MicroGroup("showcase")
	@MicroEndpoint
	double sum(double[] numbers) {
		double sum = 0;
		for (double number : numbers) {
			sum += number;
		}
		return sum;
	}

	@MicroGroup("showcase")
	@MicroEndpoint
	void fail() {
		throw new IllegalStateException("The showcase was asked to fail");
	}

	@MicroGroup("showcase")
	@MicroEndpoint(concurrency = "16")
	long slow(long millis) throws InterruptedException {
		Assert.isTrue(millis >= 0 && millis <= MAX_WAIT,
				() -> "millis must be from 0 to " + MAX_WAIT + ", but is " + millis);
		Thread.sleep(millis);
		return millis;
	}

	@MicroGroup("v2")
	@MicroEndpoint
	String upper(String text) {
		return text.toUpperCase(Locale.ROOT);
	}

}
