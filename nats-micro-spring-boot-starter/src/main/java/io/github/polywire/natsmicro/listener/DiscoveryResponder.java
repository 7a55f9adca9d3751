package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Answers PING, INFO and STATS of one service, on a thread of its own that no handler can
 * delay. Statistics that code of the application adds to are asked for on another thread.
 */
final class DiscoveryResponder {

	private static final int MAX_WAITING = 64;

	private static final long KEEP_ALIVE_SECONDS = 30;

	private static final Log logger = LogFactory.getLog(DiscoveryResponder.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final ServerContext context;

	private final MicroServiceContainer service;

	private final ExecutorService statsExecutor;

	private @Nullable ServerSubscription subscription;

	DiscoveryResponder(ServerContext context, MicroServiceContainer service) {
		this.context = context;
		this.service = service;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-micro-stats-");
		threads.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), threads,
				(task, full) -> this.failureLog.warn(() -> "Statistics of " + service.getName()
						+ " are asked for faster than a contributor adds to them, and not answered"));
		executor.allowCoreThreadTimeOut(true);
		this.statsExecutor = executor;
	}

	void start() {
		DiscoverySubjects subjects = this.context.subjects();
		List<String> all = new ArrayList<>();
		for (DiscoverySubjects.Verb verb : DiscoverySubjects.Verb.values()) {
			all.addAll(subjects.subjects(verb, this.service.getName(), this.service.getId()));
		}
		try {
			this.subscription = ServerSubscription.open(this.context.connection(), null, PendingLimits.DEFAULT, all,
					this::answer);
		}
		catch (NatsMicroException ex) {
			// The connection that takes the place of this one subscribes again.
			this.failureLog.warn(() -> this.service.getName() + " cannot be discovered at present: " + ex.getMessage());
		}
	}

	void stop(long deadline) {
		ServerSubscription current = this.subscription;
		if (current != null) {
			current.leave(deadline);
			current.close(deadline);
			this.subscription = null;
		}
	}

	private void answer(Message message) {
		switch (verbOf(message.getSubject())) {
			case PING -> reply(message, this.service::pingDocument);
			case INFO -> reply(message, this.service::infoDocument);
			case STATS -> {
				if (this.service.hasStatsContributor()) {
					this.statsExecutor.execute(() -> reply(message, this.service::statsDocument));
				}
				else {
					reply(message, this.service::statsDocument);
				}
			}
		}
	}

	private DiscoverySubjects.Verb verbOf(String subject) {
		int begin = this.context.subjects().prefix().length() + 1;
		int end = subject.indexOf('.', begin);
		return DiscoverySubjects.Verb.valueOf(subject.substring(begin, (end >= 0) ? end : subject.length()));
	}

	private void reply(Message message, Supplier<byte[]> document) {
		String replyTo = message.getReplyTo();
		if (replyTo == null || replyTo.isEmpty()) {
			return;
		}
		try {
			this.context.connection().publish(replyTo, document.get());
		}
		catch (RuntimeException ex) {
			this.failureLog
				.warn(() -> "A discovery answer of " + this.service.getName() + " cannot be sent: " + ex.getMessage());
		}
	}

}
