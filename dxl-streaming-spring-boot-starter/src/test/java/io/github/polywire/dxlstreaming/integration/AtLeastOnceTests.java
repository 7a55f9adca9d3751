package io.github.polywire.dxlstreaming.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.databus.LocalDatabus;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * At least once, over Kafka, while everything fails.
 */
@Timeout(1800)
class AtLeastOnceTests {

	private static final Log logger = LogFactory.getLog(AtLeastOnceTests.class);

	/** 100,000 proves more and takes longer. */
	private static final int RECORDS = Integer.getInteger("dxl.streaming.at-least-once.records", 3000);

	private static final int BATCH = 500;

	@Test
	void everyRecordIsHandledWhileTokensExpireResponsesBreakAndTheServiceRestarts() {
		try (LocalDatabus databus = LocalDatabus.builder().property("databus.tokens.max-uses", 25).start()) {
			databus.createTopic("load", 3);
			publish(databus);
			breakThings(databus);
			Handled handled = new Handled();
			AnnotationConfigApplicationContext first = start(databus, handled);
			try (AnnotationConfigApplicationContext second = start(databus, handled)) {
				awaitHandled(handled, RECORDS / 4);
				databus.restart();
				breakThings(databus);
				awaitHandled(handled, RECORDS / 2);
				first.close();
				databus.restart();
				breakThings(databus);
				first = start(databus, handled);
				awaitHandled(handled, RECORDS);
				assertThat(second.isActive()).isTrue();
			}
			finally {
				first.close();
			}
			logger.info(RECORDS + " records, " + (handled.total() - RECORDS) + " of them again");
			handled.assertOrder();
		}
	}

	private static void breakThings(LocalDatabus databus) {
		databus.faults().cut(0.05);
		databus.faults().unavailable(0.05);
	}

	private static String[] connection(LocalDatabus databus) {
		return new String[] { "dxl.streaming.base-url=" + databus.url(),
				"dxl.streaming.auth.username=" + databus.username(),
				"dxl.streaming.auth.password=" + databus.password(), "dxl.streaming.consumer.poll-timeout=200ms",
				"dxl.streaming.consumer.configs.max.poll.records=" + BATCH / 5,
				"dxl.streaming.consumer.configs.heartbeat.interval.ms=300" };
	}

	private static AnnotationConfigApplicationContext start(LocalDatabus databus, Handled handled) {
		AnnotationConfigApplicationContext context = Contexts.start(connection(databus), new Class<?>[] { Load.class });
		context.getBean(Load.class).handled = handled;
		return context;
	}

	private static void publish(LocalDatabus databus) {
		try (AnnotationConfigApplicationContext context = Contexts.start(connection(databus), new Class<?>[0])) {
			DxlStreamOperations operations = context.getBean(DxlStreamOperations.class);
			for (int from = 0; from < RECORDS; from += BATCH) {
				List<DxlMessage> batch = new ArrayList<>();
				for (int i = from; i < Math.min(from + BATCH, RECORDS); i++) {
					batch.add(new DxlMessage("load", "key" + i, Map.of("n", i)));
				}
				operations.send(batch).join();
			}
		}
	}

	private static void awaitHandled(Handled handled, int count) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(20))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> handled.distinct() >= count);
	}

	record Item(int n) {

	}

	static class Load {

		volatile Handled handled = new Handled();

		@DxlStreamListener(topics = "load", group = "load", offset = DxlStreamListener.EARLIEST)
		void handle(DxlRecord<Item> record) {
			this.handled.add(this, record);
		}

	}

	/** What was handled, by all applications. */
	private static final class Handled {

		private final BitSet seen = new BitSet(RECORDS);

		private final Map<String, List<Long>> byPlace = new HashMap<>();

		private long total;

		synchronized void add(Load listener, DxlRecord<Item> record) {
			this.seen.set(record.payload().n());
			this.total++;
			this.byPlace
				.computeIfAbsent(System.identityHashCode(listener) + "-" + record.partition(),
						(absent) -> Collections.synchronizedList(new ArrayList<>()))
				.add(record.offset());
		}

		synchronized int distinct() {
			return this.seen.cardinality();
		}

		synchronized long total() {
			return this.total;
		}

		/** Steps back are the beginnings of new consumers; between them offsets rise. */
		synchronized void assertOrder() {
			this.byPlace.forEach((place, offsets) -> {
				long duplicates = offsets.size() - offsets.stream().distinct().count();
				for (int i = 1; i < offsets.size(); i++) {
					long step = offsets.get(i) - offsets.get(i - 1);
					assertThat(step).as("%s at %s", place, i).isNotZero();
					if (step < 0) {
						assertThat(duplicates).as(place).isPositive();
						assertThat(offsets.subList(0, i)).as("%s goes back to what it had", place)
							.contains(offsets.get(i));
					}
				}
			});
		}

	}

}
