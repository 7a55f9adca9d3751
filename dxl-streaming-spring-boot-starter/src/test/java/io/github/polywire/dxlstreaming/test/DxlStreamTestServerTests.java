package io.github.polywire.dxlstreaming.test;

import java.util.List;
import java.util.Map;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.OffsetReset;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fake service does what a service does.
 */
class DxlStreamTestServerTests {

	@Test
	void sharesPartitionsAndTellsLag() {
		try (DxlStreamTestServer server = DxlStreamTestServer.start(2);
				AnnotationConfigApplicationContext context = Contexts.start(server.properties(), new Class<?>[0])) {
			DxlStreamChannelFactory factory = context.getBean(DxlStreamChannelFactory.class);
			try (Channel first = factory.create(factory.options("g").offset(OffsetReset.EARLIEST).build());
					Channel second = factory.create(factory.options("g").offset(OffsetReset.EARLIEST).build())) {
				first.subscribe("t");
				second.subscribe("t");
				for (int i = 0; i < 20; i++) {
					first.produce(new DxlMessage("t", "k" + i, Map.of("n", i)));
				}
				assertThat(context.getBean(DxlStreamOperations.class).lag("g")).isEqualTo(Map.of("t", 20L));
				int ofFirst = first.consume().size();
				int ofSecond = second.consume().size();
				assertThat(List.of(ofFirst, ofSecond)).doesNotContain(0);
				assertThat(ofFirst + ofSecond).isEqualTo(20);
				first.commit();
				second.commit();
				assertThat(server.committed("g", "t")).isEqualTo(20);
				assertThat(context.getBean(DxlStreamOperations.class).lag("g")).isEqualTo(Map.of("t", 0L));
			}
			assertThat(server.consumers()).isZero();
			assertThat(server.createdConsumers()).isEqualTo(2);
		}
	}

	@Test
	void latestBeginsAtTheEnd() {
		try (DxlStreamTestServer server = DxlStreamTestServer.start();
				AnnotationConfigApplicationContext context = Contexts.start(server.properties(), new Class<?>[0]);
				Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g")) {
			server.publish("t", "k", "1");
			channel.subscribe("t");
			server.publish("t", "k", "2");
			assertThat(channel.consume()).singleElement()
				.satisfies((record) -> assertThat(record.payload().asInt()).isEqualTo(2));
		}
	}

}
