package io.github.polywire.rabibridge.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TaskDispatcherTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Runnable> queued = new ArrayList<>();

	private final List<String> events = new ArrayList<>();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void end() {
		this.executor.shutdownNow();
		this.timer.shutdownNow();
	}

	private boolean later(Runnable task, Duration delay) {
		this.timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		return true;
	}

	@Test
	void startsNoThreadForABriefTaskWhileOneIsAtWork() {
		List<Runnable> looks = new ArrayList<>();
		TaskDispatcher dispatcher = brief((look, delay) -> looks.add(look));
		dispatcher.dispatch(ended("first"));
		dispatcher.dispatch(ended("second"));
		assertThat(this.queued).hasSize(1);
		assertThat(looks).hasSize(1);
		this.queued.remove(0).run();
		assertThat(this.events).containsExactly("first", "second");
		looks.remove(0).run();
		assertThat(this.queued).isEmpty();
		assertThat(looks).isEmpty();
	}

	@Test
	void startsMoreThreadsWhenNoneComesBack() {
		List<Runnable> looks = new ArrayList<>();
		TaskDispatcher dispatcher = brief((look, delay) -> looks.add(look));
		for (int i = 1; i <= 8; i++) {
			dispatcher.dispatch(ended("task " + i));
		}
		assertThat(this.queued).hasSize(1);
		looks.remove(0).run();
		assertThat(this.queued).hasSize(2);
		looks.remove(0).run();
		assertThat(this.queued).hasSize(4);
		looks.remove(0).run();
		assertThat(this.queued).hasSize(8);
		assertThat(looks).isEmpty();
	}

	@Test
	void startsThreadsAtOnceWithoutATimer() {
		TaskDispatcher dispatcher = brief((look, delay) -> false);
		dispatcher.dispatch(ended("first"));
		dispatcher.dispatch(ended("second"));
		assertThat(this.queued).hasSize(2);
	}

	private TaskDispatcher brief(TaskDispatcher.Timer timer) {
		TaskDispatcher dispatcher = new TaskDispatcher(16, this.queued::add, timer);
		for (int i = 0; i < 100; i++) {
			dispatcher.dispatch(Runnable::run);
		}
		while (!this.queued.isEmpty()) {
			this.queued.remove(0).run();
		}
		return dispatcher;
	}

	@Test
	void runsUpToItsConcurrencyAndTheRestInOrder() {
		TaskDispatcher dispatcher = new TaskDispatcher(2, this.queued::add, this::later);
		for (int i = 1; i <= 5; i++) {
			dispatcher.dispatch(ended("task " + i));
		}
		assertThat(this.queued).hasSize(2);
		this.queued.remove(0).run();
		assertThat(this.events).containsExactly("task 1", "task 3", "task 4", "task 5");
		this.queued.remove(0).run();
		assertThat(this.events).endsWith("task 2");
		assertThat(this.queued).isEmpty();
	}

	@Test
	void countsATaskUntilItsEnd() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, this.queued::add, this::later);
		List<Runnable> ends = new ArrayList<>();
		dispatcher.dispatch(ends::add);
		dispatcher.dispatch(ended("second"));
		this.queued.remove(0).run();
		assertThat(this.events).isEmpty();
		assertThat(this.queued).isEmpty();
		ends.get(0).run();
		assertThat(this.queued).hasSize(1);
		this.queued.remove(0).run();
		assertThat(this.events).containsExactly("second");
	}

	@Test
	void countsATaskThatEndsTwiceOnce() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, this.queued::add, this::later);
		List<Runnable> ends = new ArrayList<>();
		dispatcher.dispatch(ends::add);
		this.queued.remove(0).run();
		ends.get(0).run();
		ends.get(0).run();
		dispatcher.dispatch(ends::add);
		dispatcher.dispatch(ends::add);
		assertThat(this.queued).hasSize(1);
	}

	@Test
	void freesTheSlotOfATaskThatThrows() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, this.queued::add, this::later);
		dispatcher.dispatch((ended) -> {
			throw new IllegalStateException("expected by the test");
		});
		dispatcher.dispatch((ended) -> {
			ended.run();
			throw new StackOverflowError("expected by the test");
		});
		dispatcher.dispatch(ended("third"));
		this.queued.remove(0).run();
		assertThat(this.events).containsExactly("third");
		dispatcher.dispatch(ended("fourth"));
		dispatcher.dispatch(ended("fifth"));
		assertThat(this.queued).hasSize(1);
	}

	@Test
	void losesNoTaskThatTheExecutorRejects() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, (task) -> {
			throw new RejectedExecutionException("ended");
		}, this::later);
		dispatcher.dispatch(ended("first"));
		dispatcher.dispatch(ended("second"));
		assertThat(this.events).containsExactly("first", "second");
	}

	@Test
	void doesNotGrowTheStackWithTasksThatEndAtOnce() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, this.queued::add, this::later);
		AtomicInteger count = new AtomicInteger();
		for (int i = 0; i < 100_000; i++) {
			dispatcher.dispatch((ended) -> {
				count.incrementAndGet();
				ended.run();
			});
		}
		this.queued.remove(0).run();
		assertThat(count).hasValue(100_000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 16 })
	void keepsItsBoundAndLosesNothingUnderLoad(int concurrency) throws Exception {
		int producers = 3;
		int each = 4000;
		TaskDispatcher dispatcher = new TaskDispatcher(concurrency, this.executor, this::later);
		ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(producers * each);
		try {
			for (int producer = 0; producer < producers; producer++) {
				this.executor.execute(() -> {
					for (int i = 0; i < each; i++) {
						dispatcher.dispatch((ended) -> {
							most.accumulateAndGet(active.incrementAndGet(), Math::max);
							Runnable end = () -> {
								active.decrementAndGet();
								ended.run();
								done.countDown();
							};
							finish(ThreadLocalRandom.current().nextInt(8), end, later);
						});
					}
				});
			}
			assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			later.shutdownNow();
		}
		assertThat(most.get()).isLessThanOrEqualTo(concurrency).isPositive();
		assertThat(active).hasValue(0);
		this.events.clear();
		CountDownLatch blocked = new CountDownLatch(concurrency);
		for (int i = 0; i < concurrency; i++) {
			dispatcher.dispatch((ended) -> blocked.countDown());
		}
		assertThat(blocked.await(5, TimeUnit.SECONDS)).isTrue();
	}

	private static void finish(int way, Runnable end, ScheduledExecutorService later) {
		switch (way) {
			case 0 -> later.schedule(end, 100, TimeUnit.MICROSECONDS);
			case 1, 2 -> later.execute(end);
			case 3 -> {
				end.run();
				throw new IllegalStateException("expected by the test");
			}
			default -> end.run();
		}
	}

	private TaskDispatcher.Task ended(String name) {
		return (ended) -> {
			this.events.add(name);
			ended.run();
		};
	}

}
