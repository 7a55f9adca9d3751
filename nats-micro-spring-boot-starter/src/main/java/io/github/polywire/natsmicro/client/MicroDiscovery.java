package io.github.polywire.natsmicro.client;

import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroDiscoveryLimits;
import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.DiscoverySubjects.Verb;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.nats.client.Connection;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Finds services over a connection to NATS, which it does not own. Thread-safe.
 */
public class MicroDiscovery implements MicroDiscoveryOperations {

	private static final Log logger = LogFactory.getLog(MicroDiscovery.class);

	private final RateLimitedLog skippedLog = new RateLimitedLog(logger);

	private final LongAdder skipped = new LongAdder();

	private final Connection connection;

	private final DiscoverySubjects subjects;

	private final DocumentCodec codec;

	private final MicroDiscoveryLimits limits;

	/**
	 * Creates a discovery.
	 * @param connection the connection
	 * @param subjects the subjects to ask at
	 * @param codec reads the answers
	 * @param limits when lists end
	 */
	public MicroDiscovery(Connection connection, DiscoverySubjects subjects, DocumentCodec codec,
			MicroDiscoveryLimits limits) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(subjects, "'subjects' must not be null");
		Assert.notNull(codec, "'codec' must not be null");
		Assert.notNull(limits, "'limits' must not be null");
		this.connection = connection;
		this.subjects = subjects;
		this.codec = codec;
		this.limits = limits;
	}

	@Override
	public List<MicroServicePing> ping() {
		return list(Verb.PING, null, this.codec::readPing);
	}

	@Override
	public List<MicroServicePing> ping(String service) {
		return list(Verb.PING, service, this.codec::readPing);
	}

	@Override
	public MicroServicePing ping(String service, String id) {
		return one(Verb.PING, service, id, this.codec::readPing);
	}

	@Override
	public Stream<MicroServicePing> pingStream(@Nullable String service, MicroDiscoveryLimits limits) {
		return stream(Verb.PING, service, limits, this.codec::readPing);
	}

	@Override
	public List<MicroServiceInfo> info() {
		return list(Verb.INFO, null, this.codec::readInfo);
	}

	@Override
	public List<MicroServiceInfo> info(String service) {
		return list(Verb.INFO, service, this.codec::readInfo);
	}

	@Override
	public MicroServiceInfo info(String service, String id) {
		return one(Verb.INFO, service, id, this.codec::readInfo);
	}

	@Override
	public Stream<MicroServiceInfo> infoStream(@Nullable String service, MicroDiscoveryLimits limits) {
		return stream(Verb.INFO, service, limits, this.codec::readInfo);
	}

	@Override
	public List<MicroServiceStats> stats() {
		return list(Verb.STATS, null, this.codec::readStats);
	}

	@Override
	public List<MicroServiceStats> stats(String service) {
		return list(Verb.STATS, service, this.codec::readStats);
	}

	@Override
	public MicroServiceStats stats(String service, String id) {
		return one(Verb.STATS, service, id, this.codec::readStats);
	}

	@Override
	public Stream<MicroServiceStats> statsStream(@Nullable String service, MicroDiscoveryLimits limits) {
		return stream(Verb.STATS, service, limits, this.codec::readStats);
	}

	/**
	 * How many answers were left out because they cannot be read, or tell of an error.
	 * @return the number
	 */
	public long skippedCount() {
		return this.skipped.sum();
	}

	private <T> List<T> list(Verb verb, @Nullable String service, Function<byte[], T> reader) {
		try (Stream<T> answers = stream(verb, service, this.limits, reader)) {
			return answers.toList();
		}
	}

	private <T> Stream<T> stream(Verb verb, @Nullable String service, MicroDiscoveryLimits limits,
			Function<byte[], T> reader) {
		String subject = this.subjects.subject(verb, service, null);
		DiscoveryExchange exchange = new DiscoveryExchange(this.connection, subject, limits);
		Spliterator<T> answers = new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE,
				Spliterator.ORDERED | Spliterator.NONNULL) {

			@Override
			public boolean tryAdvance(Consumer<? super T> action) {
				T answer = next(exchange, subject, reader);
				if (answer != null) {
					action.accept(answer);
				}
				return answer != null;
			}

		};
		return StreamSupport.stream(answers, false).onClose(exchange::close);
	}

	private <T> @Nullable T next(DiscoveryExchange exchange, String subject, Function<byte[], T> reader) {
		Message message = exchange.next();
		while (message != null) {
			try {
				T answer = reader.apply(ReplyReader.read(subject, message).body());
				exchange.count();
				return answer;
			}
			catch (NatsMicroException ex) {
				this.skipped.increment();
				this.skippedLog
					.warn(() -> "An answer to the discovery at '" + subject + "' was left out: " + ex.getMessage());
			}
			message = exchange.next();
		}
		return null;
	}

	private <T> T one(Verb verb, String service, String id, Function<byte[], T> reader) {
		String subject = this.subjects.subject(verb, service, id);
		try (DiscoveryExchange exchange = new DiscoveryExchange(this.connection, subject,
				MicroDiscoveryLimits.ofWait(this.limits.maxWait()))) {
			Message message = exchange.next();
			if (message == null) {
				throw exchange.isNoResponders() ? new NoRespondersException(subject)
						: new MicroTimeoutException(subject, this.limits.maxWait());
			}
			return reader.apply(ReplyReader.read(subject, message).body());
		}
		catch (MicroRequestException ex) {
			throw ex;
		}
		catch (NatsMicroException ex) {
			throw new MicroConversionException(subject,
					"The answer from '" + subject + "' cannot be read: " + ex.getMessage(), ex);
		}
	}

}
