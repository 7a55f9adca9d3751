package io.github.polywire.rabibridge.wire;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at what the calling thread allocates.
 */
final class Allocations {

	private Allocations() {
	}

	/**
	 * Runs an action and checks what it allocates, kept or not.
	 * @param max the number of bytes that it must stay below
	 * @param action the action
	 */
	static void assertBelow(long max, Runnable action) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long before = threads.getThreadAllocatedBytes(thread);
		action.run();
		assertThat(threads.getThreadAllocatedBytes(thread) - before).as("bytes allocated").isLessThan(max);
	}

}
