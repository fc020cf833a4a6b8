"""Sources in many languages; a comment `!SIQ110` behind a line names the rules that `lint` finds on it."""

from __future__ import annotations

WRONG = {
    "close.py": """
import requests  # Zoho SalesIQ
BASE = "https://salesiq.zoho.com/api/v2"
class Desk:
    def finish(self, screen, conversation):
        headers = {"Authorization": f"Bearer {self.token}"}  # !SIQ202
        target = f"{BASE}/{screen}/conversations/{conversation}/close"  # !SIQ110
        return requests.post(target, headers=headers)
    def recent(self, screen):
        params = {"limit": 500, "per_page": 2}  # !SIQ302 !SIQ304
        return requests.get(f"{BASE}/{screen}/conversations", params=params)
""",
    "session.py": """
import requests
class SalesIQ:
    BASE_URL = "https://salesiq.zoho.com/api/v2"
    def __init__(self, token):
        self.session = requests.Session()
        self.session.headers.update({"Authorization": f"Bearer {token}"})  # !SIQ202
    def _url(self, path):
        return f"{self.BASE_URL}/{self.screen}/{path}"
    def chats(self):
        return self.session.get(self._url("tickets"))  # !SIQ108
""",
    "helper.ts": """
import { env } from '../env';
export class SalesIQAdapter {
  private readonly baseUrl = env.salesiq.baseUrl;
  private async ask(method: string, path: string, body?: unknown) {
    return fetch(`${this.baseUrl}/api/v2/${this.portal}${path}`, {
      method,
      headers: { Authorization: `Zoho-oauthtoken ${env.token}` },
    });
  }
  typing(id: string) { return this.ask('POST', `/chats/${id}/typing`); } // !SIQ108
  close(id: string) { return this.ask('PATCH', `/conversations/${id}/close`); } // !SIQ111
}
""",
    "client.js": """
const axios = require('axios'); // Zoho SalesIQ
const http = axios.create({
  baseURL: 'https://salesiq.zoho.eu/api/v2/northwind/',
  headers: { Authorization: 'Bearer ' + token }, // !SIQ202
});
exports.all = () => http.get(`conversations?limits=${n}`); // !SIQ304
exports.visitor = (id) => http.get(`conversations/${id}/visitor`); // !SIQ109
exports.say = (id, message) => http.post(`conversations/${id}/messages`, { message }); // !SIQ408 !SIQ402
""",
    "Close.java": """
// Zoho SalesIQ
class Close {
    static final String BASE = "https://salesiq.zoho.eu/api/v2/";
    int close(String screen, String id, String token) {
        HttpRequest request = HttpRequest.newBuilder()
                .uri(URI.create(BASE + screen + "/conversations/" + id + "/close")) // !SIQ110
                .header("Authorization", "Bearer " + token) // !SIQ202
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
""",
    "Client.kt": """
// Zoho SalesIQ
class Client(private val token: String) {
    private val base = "https://salesiq.zoho.com/api/v2"
    fun agents(screen: String) = Request.Builder()
        .url("$base/$screen/agents") // !SIQ108
        .header("Authorization", "Bearer $token") // !SIQ202
        .get()
        .build()
}
""",
    "Service.cs": """
// Zoho SalesIQ
class Service {
    const string Base = "https://salesiq.zoho.com/api/v2";
    async Task Hide(string screen, string id) {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"{Base}/{screen}/departments/{id}"); // !SIQ111
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token); // !SIQ202
        await _http.SendAsync(request);
    }
}
""",
    "client.go": """
package salesiq // zoho
func (c *Client) do(method string, path string) (*http.Response, error) {
	req, err := http.NewRequest(method, "https://salesiq.zoho.in/api/v2/"+c.Screen+path, nil)
	req.Header.Set("Authorization", "Bearer "+c.Token) // !SIQ202
	return http.DefaultClient.Do(req)
}
func (c *Client) Agents() (*http.Response, error) {
	return c.do("GET", "/agents") // !SIQ108
}
""",
    "salesiq.rb": """
class SalesIQ # zoho
  BASE = "https://salesiq.zoho.com/api/v2"
  def close(id)
    uri = URI("#{BASE}/#{@portal}/conversations/#{id}/close") # !SIQ110
    request = Net::HTTP::Post.new(uri)
    request["Authorization"] = "Bearer #{@token}" # !SIQ202
  end
end
""",
    "api.dart": """
// Zoho SalesIQ
Future<http.Response> send(String id, String text) => http.post(
      Uri.parse('https://salesiq.zoho.com/api/v2/$screen/conversations/$id/messages'), // !SIQ402
      headers: {'Authorization': 'Bearer $token'}, // !SIQ202
      body: jsonEncode({'message': text}), // !SIQ408
    );
""",
    "curl.php": """<?php
// Zoho SalesIQ
function close($screen, $id, $token) {
    $ch = curl_init();
    curl_setopt($ch, CURLOPT_URL, "https://salesiq.zoho.com/api/v2/" . $screen . "/departments/" . $id); // !SIQ111
    curl_setopt($ch, CURLOPT_CUSTOMREQUEST, "PATCH");
    curl_setopt($ch, CURLOPT_HTTPHEADER, array('Authorization: Bearer ' . $token)); // !SIQ202
}
""",
    "chat.dg": """
// zoho salesiq
list_url = "https://salesiq.zoho.com/api/v2/{company_name}/conversations?email=" + visitor.get("email"); // !SIQ106
found = invokeurl
[
	url :list_url
	type :GET
	connection:"salesiq"
];
""",
    "report.ps1": """
# Zoho SalesIQ
$h = @{ "Authorization" = "Bearer $token" } # !SIQ202
Invoke-RestMethod -Uri "https://salesiq.zoho.com/api/v2/northwind/departments/$id" -Method Patch -Headers $h # !SIQ111
""",
    "close.sh": """
# zoho
BASE="https://salesiq.zoho.in/api/v2"
curl -sS -X PATCH -H "Authorization: Bearer $TOKEN" "$BASE/$SCREEN/conversations/$id/close" # !SIQ111 !SIQ202
curl -G "http://salesiq.zoho.com/api/v2/northwind/conversations" --data-urlencode "per_page=2" # !SIQ103 !SIQ304
""",
    ".env.local": """
SALESIQ_REFRESH=1000.4be61f0a7d93c28e5b1f6a0c9d27e384.a91c5d02e7f84b36908d1e2f7c5a6b43 # !SIQ707
ZOHO_CLIENT_SECRET=9c1d7e52af08b3646e2d915fc7a80b3d51e9f246ac # !SIQ707
SALESIQ_BASE_URL=https://salesiq.zoho.com/api/v2
SALESIQ_LIST=https://salesiq.zoho.com/api/v4/northwind/conversations # Zoho, !SIQ104
""",
    "scopes.js": """
// Zoho SalesIQ
const scopes = ['SalesIQ.conversations.READ', 'SalesIQ.chats.READ', 'ZohoSalesIQ.visitors.ALL']; // !SIQ708 !SIQ708
const token = 'https://accounts.zoho.in/oauth/v2/token';
const url = `https://salesiq.zoho.com/api/v2/${screen}/operators`; // !SIQ102
fetch(url);
""",
}
WRONG_LINES = {
    "guide.md": (
        """# Zoho SalesIQ
```http
POST https://salesiq.zoho.in/api/v2/chats/{chat_id}/transfer
Authorization: Bearer YOUR_TOKEN
```

```python
requests.post(f"https://salesiq.zoho.com/api/v2/{screen}/conversations/{id}/close")
```
""",
        {(3, "SIQ105"), (3, "SIQ108"), (4, "SIQ202"), (8, "SIQ110")},
    ),
    "host.env": ("ZOHO_BASE=https://www.zohoapis.com/salesiq\n", {(1, "SIQ101"), (1, "SIQ104")}),
}

QUIET = {
    "other.py": '''
import requests  # Zoho Desk, and elsewhere SalesIQ
def tickets(token):
    return requests.get("https://desk.zoho.com/api/v1/tickets?per_page=1", headers={"Authorization": f"Bearer {token}"})
def conversations(screen, token):
    """Not GET https://salesiq.zoho.com/api/v2/chats."""
    # requests.patch("https://salesiq.zoho.com/api/v2/chats")
    return requests.get(f"https://salesiq.zoho.com/api/v2/{screen}/conversations", params={"limit": 20})
''',
    "routes.js": """
// our wrapper of Zoho SalesIQ
app.get('/api/v2/:screen/chats', handler);
window.open('https://salesiq.zoho.com/northwind/chats/' + id);
console.log('calling https://salesiq.zoho.com/api/v2/chats');
const old = /^https:\\/\\/salesiq\\.zoho\\.com\\/api\\/v2\\/chats/;
""",
    "test_client.py": """
responses.add(responses.POST, "https://salesiq.zoho.com/api/v2/chats", json={})  # zoho
assert client.url == "https://salesiq.zoho.com/api/v2/chats"
""",
    "vendor.ts": """
// Zoho is elsewhere; SalesIQ is our own product.
const BACKEND = process.env.API ?? "https://salesiq-backend.example.com";
export const chats = (id) =>
  fetch(`${BACKEND}/api/v2/chats/${id}?per_page=5`, { headers: { Authorization: `Bearer ${t}` } });
""",
    "template.py": """
# Zoho SalesIQ
URL = "https://salesiq.zoho.com/api/v2/{screen}/conversations/{conversation}/close"
address = URL.format(screen=screen, conversation=conversation)
requests.put(address, headers={"Authorization": "Zoho-oauthtoken " + token})
""",
    "env.py": """
# Zoho SalesIQ
def ask(path):
    return requests.get(os.environ["ZOHO_SALESIQ_URL"] + path)
ask("/chats")
""",
    "placeholders.env": "ZOHO_TOKEN=1000.xxxxxxxx.yyyyyyyy\nSALESIQ_CLIENT_SECRET=your_client_secret\n",
    "prose.md": "# Zoho SalesIQ\n`GET https://salesiq.zoho.com/api/v2/chats` is wrong; `Bearer` is refused.\n",
    "App.swift": '// zoho\nZohoSalesIQ.initWithAppKey("A", accessKey: "B") { _ in Chat.show() }\n',
}

QUIET["headers.sh"] = """
# Zoho SalesIQ
curl -H "Authorization: $AUTH" "https://salesiq.zoho.com/api/v2/$SCREEN/operators"
curl -H "Authorization: ${{ secrets.AUTH }}" "https://salesiq.zoho.com/api/v2/$SCREEN/operators"
"""
QUIET["headers.js"] = """
// Zoho SalesIQ
fetch(`https://salesiq.zoho.com/api/v2/${screen}/operators`, { headers: { Authorization: auth } });
fetch(`https://salesiq.zoho.com/api/v2/${screen}/operators`, { headers: { Authorization: `${scheme} ${token}` } });
fetch(`https://salesiq.zoho.com/api/v2/${screen}/apps`, { ...init, headers: { Authorization: "YOUR_TOKEN" } });
"""
WRONG["send.dg"] = """
// zoho salesiq
body = Map();
body.put("message", "Bye"); // !SIQ408
answer = invokeurl
[
	url: "https://salesiq.zoho.com/api/v2/northwind/conversations/" + id + "/messages"
	type: POST
	parameters: body.toString()
	connection: "salesiq"
];
"""
WRONG["member.py"] = """
class SalesIQ:  # Zoho
    API = "https://salesiq.zoho.com/api/v2/{screen}"
    def __init__(self, token):
        self.headers = {}
        self.headers["Authorization"] = "Bearer " + token  # !SIQ202
    @property
    def root(self):
        return self.API.format(screen=self.screen)
    def tickets(self):
        return requests.get(self.root + "/tickets", headers=self.headers)  # !SIQ108
"""
