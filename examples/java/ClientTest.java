import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Data Query client against Sluice, started by its command line: {@code java ClientTest.java}, nothing to install. */
public final class ClientTest {
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private String token;

  private ClientTest(String url) {
    this.url = url;
  }

  public static void main(String[] args) throws Exception {
    String command = System.getenv().getOrDefault("SERVER_COMMAND", "npx sluice");
    List<String> serve =
        Stream.concat(
                Stream.of(command.split(" ")),
                Stream.of("serve", "--port", "0", "--ephemeral", "--seed", "none"))
            .toList();
    Process server =
        new ProcessBuilder(serve).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String ready = new BufferedReader(new InputStreamReader(server.getInputStream())).readLine();
      ClientTest test = new ClientTest(field(ready, "url"));
      test.signIn();
      test.heldJobCompletesOnceItIsLetGo();
      test.stopEndsHeldJob();
      test.beyondItsTimeTwoHoursLater();
      System.out.println("3 passed");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private void heldJobCompletesOnceItIsLetGo() throws Exception {
    String rule = hold("before-publish");
    String job = submitHeld(rule);
    equal("in_progress", status(job));
    call("POST", "/sluice/v1/lab/rules/" + rule + "/release", "");
    equal("completed", ended(job));
  }

  private void stopEndsHeldJob() throws Exception {
    String job = submitHeld(hold("running"));
    call("DELETE", "/query/jobs/" + job, "");
    equal("cancelled", ended(job));
  }

  private void beyondItsTimeTwoHoursLater() throws Exception {
    String job = submitHeld(hold("running"));
    call("POST", "/sluice/v1/lab/clock", "{\"advance\": \"2h\"}");
    equal("failed", ended(job));
  }

  /** A rule that holds the next job at a gate. */
  private String hold(String gate) throws Exception {
    return field(
        call("POST", "/sluice/v1/lab/rules", "{\"at\": \"" + gate + "\", \"do\": {\"hold\": true}}"), "id");
  }

  /** A job that waits at a rule. */
  private String submitHeld(String rule) throws Exception {
    String body =
        "{\"query\": \"SELECT 42 AS answer\", \"outputFormat\": \"CSV\", \"compression\": \"NONE\", \"output\": {\"target\": \"S3\"}}";
    String job = field(call("POST", "/query/jobs", body), "id");
    String held = call("GET", "/sluice/v1/lab/rules/" + rule + "?wait=30s", "");
    equal(job, field(held, "jobId"));
    return job;
  }

  private String status(String job) throws Exception {
    return field(call("GET", "/query/jobs/" + job, ""), "queryStatus");
  }

  private String ended(String job) throws Exception {
    for (int polls = 0; polls < 1000; polls++) {
      String status = status(job);
      if (ENDED.contains(status)) return status;
      Thread.sleep(20);
    }
    throw new AssertionError("job " + job + " does not end");
  }

  private void signIn() throws Exception {
    String form =
        "client_id=5c1ce000-0000-4000-8000-000000000001&client_secret=sluice-dev-secret&grant_type=client_credentials";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/oauth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    token = field(http.send(request, BodyHandlers.ofString()).body(), "access_token");
  }

  private String call(String method, String path, String body) throws Exception {
    var reply = send(method, path, body);
    if (reply.statusCode() == 401) {
      signIn();
      reply = send(method, path, body);
    }
    if (reply.statusCode() >= 300) throw new AssertionError(method + " " + path + ": " + reply.body());
    return reply.body();
  }

  private java.net.http.HttpResponse<String> send(String method, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
    if (!body.isEmpty()) request.header("Content-Type", "application/json");
    return http.send(
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  /** The first field of that name. A client of yours has a JSON library. */
  private static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!found.find()) throw new AssertionError("no " + name + " in " + json);
    return found.group(1);
  }

  private static void equal(String expected, String actual) {
    if (!expected.equals(actual)) throw new AssertionError("expected " + expected + ", was " + actual);
  }
}
