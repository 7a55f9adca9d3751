package io.github.polywire.rabibridge.integration;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls whose bodies are pickled, with peers that are not ours.
 */
class PickleCallTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static RemoteCallTemplate template;

	@BeforeAll
	static void start() {
		application = Applications.start(rabbit, "rabibridge.serializer=pickle");
		template = application.getBean(RemoteCallTemplate.class);
		application.getBean(RemoteCallRegistry.class)
			.register(FunctionKey.async("pk_echo"), (args, kwargs, call) -> List.of(args, kwargs));
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void answersWhatPythonPickled() throws Exception {
		try (ForeignClient client = new ForeignClient(rabbit)) {
			// [(1, 'a'), {'k': None}] in protocol 4, with the tuple that Python has
			// there.
			ForeignReply reply = send(client, "80049515000000000000005d94284b018c01619486947d948c016b944e73652e");
			// [0, [[1, 'a'], {'k': None}]]
			assertThat(HexFormat.of().formatHex(reply.body()))
				.isEqualTo("8004951d000000000000005d94284b005d94285d94284b018c016194657d948c016b944e7365652e");
		}
	}

	@Test
	void answersHostilePicklesAndServesOn() throws Exception {
		try (ForeignClient client = new ForeignClient(rabbit)) {
			// os.system("id")
			ForeignReply reply = send(client, "80049526000000000000005d94285d948c05706f736978948c0673797374656d9493948c"
					+ "0269649485945294617d94652e");
			assertThat(new String(reply.body()))
				.contains("The pickle asks for an object of a class (STACK_GLOBAL at byte 33), which is refused");
			assertThat(new String(send(client, "9291a2686980").body())).contains("is not a pickle of protocol 2 to 5");
			assertThat(template.call("pk_echo", Object.class, "ä", null, 2.5))
				.isEqualTo(List.of(Arrays.asList("ä", null, 2.5), Map.of()));
		}
	}

	@Test
	void refusesHostileReplies() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit)) {
			server.serveRaw("async_pk_hostile", Map.of(), null, (request) -> {
				request.reply(HexFormat.of().parseHex("80024b00635f5f6275696c74696e5f5f0a6576616c0a862e"));
				request.acknowledge();
			});
			assertThat(template.tryCall("pk_hostile", Object.class).error())
				.hasMessageContaining("(GLOBAL at byte 4), which is refused");
		}
	}

	private static ForeignReply send(ForeignClient client, String hex) {
		return client.send("async_pk_echo", HexFormat.of().parseHex(hex)).join();
	}

}
