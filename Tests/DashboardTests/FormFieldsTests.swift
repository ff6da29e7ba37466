import NIOCore
import Testing

@testable import Dashboard

struct FormFieldsTests {
    @Test func whatBrowsersSend() {
        let form = FormFields(ByteBuffer(string: "name=a+b&password=%26%3D%2B%C3%A9&empty=&bare&name=last"))
        #expect(form?["name"] == Array("last".utf8) && form?["password"] == Array("&=+é".utf8))
        #expect(form?["empty"] == [] && form?["bare"] == [] && form?["absent"] == [])
        #expect(FormFields(ByteBuffer())?["name"] == [])
        #expect(FormFields(ByteBuffer(string: "&&=&==x"))?[""] == Array("=x".utf8))
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%=1", String(repeating: "a=b&", count: 33)])
    func whatNoneSends(text: String) { #expect(FormFields(ByteBuffer(string: text)) == nil) }

    @Test func bytesThatAreNoTextAreKept() {
        #expect(FormFields(ByteBuffer(string: "a=%00%FF"))?["a"] == [0, 0xFF])
    }
}
