package io.github.polywire.showcase;

import java.math.BigInteger;
import java.time.Duration;

import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

/**
 * What the showcase serves on the RabiBridge network.
 */
@Component
class ShowcaseFunctions {

	/**
	 * The next Fibonacci number is above 2^64-1, the largest integer the wire has.
	 */
	private static final int MAX_FIBONACCI = 93;

	private static final long MAX_WAIT = Duration.ofMinutes(1).toMillis();

	@RemoteCall
	BigInteger fibonacci(int n) {
		Assert.isTrue(n >= 0 && n <= MAX_FIBONACCI,
				() -> "n must be from 0 to " + MAX_FIBONACCI + ", for a result of 64 bits, but is " + n);
		BigInteger current = BigInteger.ZERO;
		BigInteger next = BigInteger.ONE;
		for (int i = 0; i < n; i++) {
			BigInteger sum = current.add(next);
			current = next;
			next = sum;
		}
		return current;
	}

	@RemoteCall
	@Nullable Object echo(@Nullable Object value) {
		return value;
	}

	@RemoteCall(kind = FunctionKind.SYNC)
	long add(long a, long b) {
		return Math.addExact(a, b);
	}

	@RemoteCall
	long slow(long millis) throws InterruptedException {
		return sleep(millis);
	}

	// Has room for one call that is executed and one that waits: more are refused.
	@RemoteCall(queueSize = "1", fetchSize = "1", concurrency = "1")
	long bounded(long millis) throws InterruptedException {
		return sleep(millis);
	}

	@RemoteCall
	void fail(String message) {
		throw new IllegalStateException(message);
	}

	private static long sleep(long millis) throws InterruptedException {
		Assert.isTrue(millis >= 0 && millis <= MAX_WAIT,
				() -> "millis must be from 0 to " + MAX_WAIT + ", but is " + millis);
		Thread.sleep(millis);
		return millis;
	}

}
