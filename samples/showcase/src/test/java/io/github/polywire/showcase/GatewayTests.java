package io.github.polywire.showcase;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayController} and the functions it is mostly used with.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class GatewayTests {

	@LocalServerPort
	private int port;

	@Autowired
	private RemoteCallRegistry registry;

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', textBlock = """
			fibonacci, `{"args": [0]}`, 0
			fibonacci, `{"args": [1]}`, 1
			fibonacci, `{"args": [10]}`, 55
			fibonacci, `{"kwargs": {"n": 92}}`, 7540113804746346429
			fibonacci, `{"kwargs": {"n": 93}, "kind": "async"}`, 12200160415121876738
			add, `{"args": [1, 2], "kind": "sync"}`, 3
			add, `{"args": [1], "kwargs": {"b": -2}, "kind": "sync", "timeout": "5s"}`, -1
			slow, `{"args": [1]}`, 1
			bounded, `{"args": [1]}`, 1
			echo, `{"args": ["Grüße 😀"], "kwargs": {}}`, `"Grüße 😀"`
			echo, `{"args": [18446744073709551615]}`, 18446744073709551615
			echo, `{"args": [{"a": [1, -2.5, null, true, {"": []}]}]}`, `{"a":[1,-2.5,null,true,{"":[]}]}`
			echo, `{"args": null, "kwargs": null, "kind": null, "timeout": null}`, null
			echo, ``, null
			""")
	void postAnswersWithResult(String function, String body, String result) {
		HttpAnswer.post(url(function), body).assertResult(result);
	}

	@Test
	void getAnswersWithResult() throws Exception {
		HttpAnswer.get(url("fibonacci"), Map.of("args", "[10]")).assertResult("55");
		HttpAnswer.get(url("fibonacci"), Map.of("kwargs", "{\"n\": 10}", "kind", "async")).assertResult("55");
		HttpAnswer.get(url("add"), Map.of("args", "[1, 2]", "kind", "sync", "timeout", "5s")).assertResult("3");
		HttpAnswer.get(url("echo"), Map.of("args", "[\"a&b=ü\"]")).assertResult("\"a&b=ü\"");
		HttpAnswer.get(url("echo"), Map.of("args", "", "kwargs", "", "kind", "", "timeout", "")).assertResult("null");
		HttpAnswer.get(url("echo")).assertResult("null");
	}

	@Test
	void valuesThatJsonLacksHaveAForm() {
		Map<String, Object> values = Map.of("bytes", new byte[] { 1, 2, -1 }, "time", Instant.EPOCH, "none", Double.NaN,
				"key", Map.of(1, 2));
		values.forEach((name, value) -> serve(name, value));
		HttpAnswer.post(url("bytes"), "").assertResult("\"AQL/\"");
		HttpAnswer.post(url("time"), "").assertResult("\"1970-01-01T00:00:00Z\"");
		HttpAnswer.post(url("none"), "").assertResult("\"NaN\"");
		HttpAnswer.post(url("key"), "").assertResult("{\"1\":2}");
	}

	@Test
	void largeValuesComeBack() {
		String text = "\"" + "ä".repeat(1_000_000) + "\"";
		HttpAnswer.post(url("echo"), "{\"args\": [" + text + "]}").assertResult(text);
	}

	@Test
	void namesMayHaveAnyCharacter() {
		serve("größe.2", 3);
		HttpAnswer.post(url("gr%C3%B6%C3%9Fe.2"), "").assertResult("3");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			{"args": [10]   | The body is not valid JSON at line 1, column 14.
			nonsense        | The body is not valid JSON at line 1, column 1.
			[10]            | The body must be a JSON object with the fields [args, kind, kwargs, timeout].
			{"arg": [10]}   | 'arg' is none of [args, kind, kwargs, timeout].
			{"args": 10}    | 'args' must be a JSON array, as in [10].
			{"kwargs": []}  | 'kwargs' must be a JSON object, as in {"n": 10}.
			{"kind": "odd"} | 'kind' must be async or sync.
			{"kind": []}    | 'kind' must be a string.
			{"timeout": 0}  | 'timeout' must be a duration from 1ms to 5m, as in 2s.
			{"timeout": "x"} | 'timeout' must be a duration from 1ms to 5m, as in 2s.
			{"timeout": "9999999999999999d"} | 'timeout' must be a duration from 1ms to 5m, as in 2s.
			""")
	void malformedBodyIsBadRequest(String body, String detail) {
		HttpAnswer.post(url("echo"), body).assertProblem(400, detail);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			args    | [10     | 'args' is not valid JSON at line 1, column 4.
			args    | [1] [2] | 'args' is not valid JSON at line 1, column 5.
			args    | 10      | 'args' must be a JSON array, as in [10].
			kwargs  | [10]    | 'kwargs' must be a JSON object, as in {"n": 10}.
			kind    | odd     | 'kind' must be async or sync.
			timeout | -1s     | 'timeout' must be a duration from 1ms to 5m, as in 2s.
			n       | 10      | 'n' is none of [args, kind, kwargs, timeout].
			""")
	void malformedParameterIsBadRequest(String name, String value, String detail) throws Exception {
		HttpAnswer.get(url("echo"), Map.of(name, value)).assertProblem(400, detail);
	}

	@Test
	void argumentsWithoutFormOnTheWireAreBadRequest() {
		HttpAnswer.post(url("echo"), "{\"args\": [18446744073709551616]}")
			.assertProblem(400, "The arguments for remote function 'echo' (async) cannot be sent:"
					+ " An integer of 65 bits is out of msgpack's range of -2^63 to 2^64-1");
	}

	@Test
	void namesThatNoFunctionHasAreBadRequest() {
		HttpAnswer.post(url("%20"), "").assertProblem(400, "'function' must not be blank.");
		HttpAnswer.post(url("x".repeat(201)), "")
			.assertProblem(400, "'function' must have at most 200 bytes in UTF-8.");
	}

	@Test
	void bodyThatIsTooLargeIsRefused() {
		HttpAnswer.post(url("echo"), "{\"args\": [\"" + "a".repeat(16 * 1024 * 1024) + "\"]}")
			.assertProblem(413, "The body has more than 16777216 bytes.");
	}

	@Test
	void unknownFunctionIsNotFound() throws Exception {
		HttpAnswer.post(url("unknown"), "")
			.assertProblem(404, "Nobody serves remote function 'unknown' (async) (the broker answers NO_ROUTE);"
					+ " check the name and the kind");
		HttpAnswer.get(url("fibonacci"), Map.of("args", "[10]", "kind", "sync"))
			.assertProblem(404, "Nobody serves remote function 'fibonacci' (sync) (the broker answers NO_ROUTE);"
					+ " check the name and the kind");
	}

	@Test
	void fullQueueIsTooManyRequests() {
		List<CompletableFuture<HttpAnswer>> calls = IntStream.range(0, 5)
			.mapToObj((i) -> HttpAnswer.postAsync(url("bounded"), "{\"args\": [1000]}"))
			.toList();
		List<HttpAnswer> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(answers).filteredOn((answer) -> answer.status() == 200)
			.isNotEmpty()
			.allSatisfy((answer) -> answer.assertResult("1000"));
		assertThat(answers).filteredOn((answer) -> answer.status() != 200)
			.isNotEmpty()
			.allSatisfy((answer) -> answer.assertProblem(429, "The queue of remote function 'bounded' (async) is full:"
					+ " the call was not executed and may be tried later"));
	}

	@Test
	void callThatTakesTooLongIsGatewayTimeout() {
		HttpAnswer.post(url("slow"), "{\"args\": [500], \"timeout\": \"100ms\"}")
			.assertProblem(504, "No reply from remote function 'slow' (async) within 100 ms");
	}

	@Test
	void errorOfFunctionIsBadGateway() {
		HttpAnswer.post(url("fail"), "{\"args\": [\"no such thing\"]}")
			.assertProblem(502, "Remote function 'fail' (async) failed: IllegalStateException: no such thing");
		HttpAnswer.post(url("fibonacci"), "{\"args\": [94]}")
			.assertProblem(502, "Remote function 'fibonacci' (async) failed: IllegalArgumentException:"
					+ " n must be from 0 to 93, for a result of 64 bits, but is 94");
		HttpAnswer.post(url("fibonacci"), "{\"args\": [\"10\"]}")
			.assertProblem(502, "Remote function 'fibonacci' (async) failed: Parameter 'n' of function 'fibonacci'"
					+ " does not fit: expected an integer (int), got the string \"10\"");
		HttpAnswer.post(url("slow"), "{\"args\": [60001]}")
			.assertProblem(502, "Remote function 'slow' (async) failed: IllegalArgumentException:"
					+ " millis must be from 0 to 60000, but is 60001");
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					'Traceback (most recent call last):\n  File "a.py", line 1\n    raise A\nValueError: a\nb\n', 'ValueError: a\nb'
					'Traceback (most recent call last):\n  File "a.py"\nA: 1\n\nTraceback (most recent call last):\n  File\nB: 2\n', B: 2
					'java.lang.Error: 1\n\tat java.base/A.b(A.java:1)\n\tat c', java.lang.Error: 1
					just text, just text
					""")
	void placeOfRemoteErrorIsNotTold(String error, String told) {
		RemoteCallException exception = new RemoteExecutionException(FunctionKey.async("f"), "1", 1,
				error.replace("\\n", "\n").replace("\\t", "\t"));
		assertThat(new GatewayErrors().answer(exception).getDetail())
			.isEqualTo("Remote function 'f' (async) failed: " + told.replace("\\n", "\n"));
	}

	@Test
	void otherErrorsAreProblemsToo() throws Exception {
		HttpAnswer.get("http://localhost:" + this.port + "/nothing").assertProblem(404, "No static resource nothing.");
	}

	private void serve(String name, Object result) {
		this.registry.register(FunctionKey.async(name), (args, kwargs, context) -> result);
	}

	private String url(String function) {
		return "http://localhost:" + this.port + "/api/call/" + function;
	}

}
