package io.github.polywire.dxlstreaming.autoconfigure;

import java.time.Duration;

import io.github.polywire.dxlstreaming.FailureAction;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Checks the properties, so that a wrong value stops the start with its name and what it
 * may be.
 */
final class DxlStreamingPropertiesValidator {

	private static final Duration MAX_TIME = Duration.ofDays(24);

	private DxlStreamingPropertiesValidator() {
	}

	static void validate(DxlStreamingProperties properties) {
		time("dxl.streaming.connect-timeout", properties.connectTimeout());
		time("dxl.streaming.read-timeout", properties.readTimeout());
		DataSize size = properties.maxResponseSize();
		if (size.toBytes() < 1024 || size.compareTo(DataSize.ofMegabytes(1024)) > 0) {
			throw invalid("dxl.streaming.max-response-size", size, "it must be from 1KB to 1024MB");
		}
		auth(properties.auth());
		retry(properties.retry());
		consumer(properties.consumer(), properties.readTimeout());
		DxlStreamingProperties.Proxy proxy = properties.proxy();
		number("dxl.streaming.proxy.port", proxy.port(), 1, 65535);
		DxlStreamingProperties.Producer producer = properties.producer();
		number("dxl.streaming.producer.concurrency", producer.concurrency(), 1, 1000);
		number("dxl.streaming.producer.queue-capacity", producer.queueCapacity(), 1, 1_000_000);
		timeOrZero("dxl.streaming.producer.shutdown-timeout", producer.shutdownTimeout());
		listener(properties.listener());
	}

	private static void auth(DxlStreamingProperties.Auth auth) {
		if ((auth.username() == null) != (auth.password() == null)) {
			throw invalid("dxl.streaming.auth.username", auth.username(),
					"dxl.streaming.auth.username and dxl.streaming.auth.password must both be set, or neither");
		}
		if ((auth.client().id() == null) != (auth.client().secret() == null)) {
			throw invalid("dxl.streaming.auth.client.id", auth.client().id(),
					"dxl.streaming.auth.client.id and dxl.streaming.auth.client.secret must both be set, or neither");
		}
		int ways = ((auth.username() != null) ? 1 : 0) + ((auth.client().id() != null) ? 1 : 0)
				+ ((auth.token() != null) ? 1 : 0);
		if (ways > 1) {
			throw invalid("dxl.streaming.auth", "several",
					"only one of dxl.streaming.auth.username, .client.id and .token can be set");
		}
	}

	private static void retry(DxlStreamingProperties.Retry retry) {
		pauses("dxl.streaming.retry", retry.initial(), retry.multiplier(), retry.max());
		if (!(retry.jitter() >= 0 && retry.jitter() <= 1)) {
			throw invalid("dxl.streaming.retry.jitter", retry.jitter(), "it must be from 0 to 1");
		}
		number("dxl.streaming.retry.max-attempts", retry.maxAttempts(), 0, Integer.MAX_VALUE);
	}

	private static void consumer(DxlStreamingProperties.Consumer consumer, Duration readTimeout) {
		Duration session = consumer.sessionTimeout();
		Duration request = consumer.requestTimeout();
		if (session != null) {
			time("dxl.streaming.consumer.session-timeout", session);
		}
		if ((session == null) != (request == null)) {
			throw invalid(
					(session != null) ? "dxl.streaming.consumer.request-timeout"
							: "dxl.streaming.consumer.session-timeout",
					null, "dxl.streaming.consumer.session-timeout and dxl.streaming.consumer.request-timeout must both"
							+ " be set, or neither");
		}
		if (session != null && request != null && request.compareTo(session) <= 0) {
			throw invalid("dxl.streaming.consumer.request-timeout", request,
					"it must be longer than dxl.streaming.consumer.session-timeout (" + session + ")");
		}
		timeOrZero("dxl.streaming.consumer.poll-interval", consumer.pollInterval());
		Duration poll = consumer.pollTimeout();
		if (poll != null) {
			timeOrZero("dxl.streaming.consumer.poll-timeout", poll);
			if (poll.compareTo(readTimeout) >= 0) {
				throw invalid("dxl.streaming.consumer.poll-timeout", poll,
						"it must be shorter than dxl.streaming.read-timeout (" + readTimeout + ")");
			}
		}
		if ("true".equals(consumer.configs().get("enable.auto.commit"))) {
			throw invalid("dxl.streaming.consumer.configs.enable.auto.commit", "true",
					"records would be committed that were not handled; remove it");
		}
	}

	private static void listener(DxlStreamingProperties.Listener listener) {
		number("dxl.streaming.listener.concurrency", listener.concurrency(), 1, 1000);
		timeOrZero("dxl.streaming.listener.shutdown-timeout", listener.shutdownTimeout());
		timeOrZero("dxl.streaming.listener.lag-interval", listener.lagInterval());
		DxlStreamingProperties.ErrorHandling error = listener.error();
		number("dxl.streaming.listener.error.max-retries", error.maxRetries(), 0, 1_000_000);
		pauses("dxl.streaming.listener.error", error.initial(), error.multiplier(), error.max());
		if (error.action() != null && error.action() != FailureAction.DEAD_LETTER && error.deadLetterTopic() != null) {
			throw invalid("dxl.streaming.listener.error.dead-letter-topic", error.deadLetterTopic(),
					"it is not used, for dxl.streaming.listener.error.action is not dead-letter; remove one of them");
		}
	}

	private static void pauses(String prefix, Duration initial, double multiplier, Duration max) {
		time(prefix + ".initial", initial);
		time(prefix + ".max", max);
		if (!(multiplier >= 1 && multiplier <= 100)) {
			throw invalid(prefix + ".multiplier", multiplier, "it must be from 1 to 100");
		}
		if (max.compareTo(initial) < 0) {
			throw invalid(prefix + ".max", max, "it must not be less than " + prefix + ".initial");
		}
	}

	private static void time(String name, Duration value) {
		if (value.toMillis() < 1 || value.compareTo(MAX_TIME) > 0) {
			throw invalid(name, value, "it must be from 1ms to 24d");
		}
	}

	private static void timeOrZero(String name, Duration value) {
		if (!value.isZero()) {
			time(name, value);
		}
	}

	private static void number(String name, int value, int least, int most) {
		if (value < least || value > most) {
			throw invalid(name, value, "it must be from " + least + " to " + most);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}
